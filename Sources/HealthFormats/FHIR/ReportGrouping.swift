extension FHIR {
    /// Resources that make one record, or one rejection.
    struct ReportGroup {
        /// The report, or the observations that stand by themselves, or the patient.
        var roots: [Int]
        /// Reports, observations and patients of the group, then what they bring along.
        var members: [Int]
        /// The resource whose subject counts.
        var subject: Int?
        /// The patient that the subject refers to, where it is there.
        var patient: Int?
        /// Whether a report or panel names a result that has not been seen.
        var isOpen = false
        /// Whether panels that joined may have members in common.
        var mayRepeat = false
        /// The first and last top-level value with a part in it.
        var items = 0...0
    }

    /// Decides which resources are one record.
    ///
    /// 1. A DiagnosticReport and the Observations it names, theirs by `hasMember` included.
    /// 2. Observations of no report: a panel with its members; those of one subject and one order (`basedOn`), else of one
    ///    time, are one record. A second version of an Observation (its id again) begins another record.
    /// 3. A Patient of no report.
    ///
    /// Results of another subject never join: a wrong reference must not put a stranger's result into a report.
    struct ReportGrouping {
        private(set) var groups: [ReportGroup] = []
        /// How many groups each resource is in.
        private(set) var ownerCounts: [Int] = []
        /// Resources that are nobody's.
        private(set) var strays: [Int] = []
        private let subjects: SubjectIdentity
        private var isTaken: [Bool] = []
        private var isNamed: [Bool] = []
        /// How many members groups may still share, and how many links of shared resources may still be followed: a small
        /// hostile file could name one panel of all its results in each of its reports.
        private var memberBudget = 0
        private var linkBudget = 0

        private struct LooseKey: Hashable {
            let subject: ByteKey
            let subjectSystem: ByteKey
            let occasion: ByteKey
            let occasionSystem: ByteKey
            let isOrder: Bool
        }

        private struct VersionKey: Hashable {
            let group: Int
            let id: ByteKey
        }

        init(subjects: SubjectIdentity) { self.subjects = subjects }

        mutating func reset(resourceCount: Int, linkCount: Int) {
            groups.removeAll(keepingCapacity: true)
            strays.removeAll(keepingCapacity: true)
            ownerCounts = Array(repeating: 0, count: resourceCount)
            isTaken = Array(repeating: false, count: resourceCount)
            isNamed = isTaken
            memberBudget = 10_000 + resourceCount * 16
            linkBudget = 100_000 + linkCount * 64
        }

        /// Groups the resources of one scope: a Bundle, or the top level of the window.
        ///
        /// - Parameter bringsAlong: whether patients, specimens and so on that reports refer to become part of them.
        mutating func group(_ scope: [Int], of table: ResourceTable, bringsAlong: Bool) {
            var index = ReferenceIndex()
            let hasLinks = scope.contains { !table.resources[$0].members.isEmpty }
            if bringsAlong || hasLinks {
                for resource in scope { index.add(resource, in: table) }
            }
            let firstGroup = groups.count
            for resource in scope where table.resources[resource].kind == .report {
                groups.append(collect(resource, in: table, index))
            }
            if hasLinks { notePanelMembers(scope, in: table, index) }
            groupLoose(scope, in: table, index)
            for group in firstGroup..<groups.count {
                if groups[group].mayRepeat {
                    var seen: Set<Int> = []
                    groups[group].members.removeAll { !seen.insert($0).inserted }
                }
                if bringsAlong { bringAlong(group, in: table, index) }
                for member in groups[group].members { ownerCounts[member] += 1 }
            }
            for resource in scope where ownerCounts[resource] == 0 {
                if table.resources[resource].kind == .patient {
                    ownerCounts[resource] = 1
                    groups.append(ReportGroup(roots: [resource], members: [resource], subject: nil, patient: resource))
                } else {
                    strays.append(resource)
                }
            }
            for group in firstGroup..<groups.count {
                var (first, last) = (Int.max, 0)
                for member in groups[group].members {
                    first = min(first, table.resources[member].item)
                    last = max(last, table.resources[member].item)
                }
                groups[group].items = min(first, last)...last
            }
        }

        /// Takes links from the budget; a group's own root is always followed.
        private mutating func mayFollow(_ linkCount: Int, isOwn: Bool) -> Bool {
            if isOwn { return true }
            linkBudget -= linkCount
            return linkBudget >= 0
        }

        /// A group of `root` and all observations it names, directly or through panels.
        private mutating func collect(_ root: Int, in table: ResourceTable, _ index: ReferenceIndex) -> ReportGroup {
            var group = ReportGroup(roots: [root], members: [root], subject: nil)
            if subjects.hasSubject(root, in: table) { group.subject = root }
            var next = 0
            var seen: Set<Int> = []
            isTaken[root] = true
            while next < group.members.count {
                let member = group.members[next]
                next += 1
                let links = table.resources[member].members
                if links.isEmpty || !mayFollow(links.count, isOwn: member == root) { continue }
                if seen.isEmpty { seen = [root] }
                for link in links {
                    guard let target = index.resolve(table.links[link], from: member, in: table) else {
                        if table.bytes(table.links[link]).first != UInt8(ascii: "#") { group.isOpen = true }
                        continue
                    }
                    guard table.resources[target].kind == .observation, memberBudget > 0 || member == root,
                        subjects.mayJoin(target, group.subject, in: table, index), seen.insert(target).inserted
                    else { continue }
                    if group.subject == nil, subjects.hasSubject(target, in: table) { group.subject = target }
                    group.members.append(target)
                    isTaken[target] = true
                    memberBudget -= 1
                }
            }
            return group
        }

        /// Notes the observations that a panel names.
        private mutating func notePanelMembers(_ scope: [Int], in table: ResourceTable, _ index: ReferenceIndex) {
            for resource in scope where table.resources[resource].kind == .observation {
                for link in table.resources[resource].members {
                    guard let target = index.resolve(table.links[link], from: resource, in: table), target != resource
                    else { continue }
                    isNamed[target] = true
                }
            }
        }

        /// Groups the observations that no report names.
        private mutating func groupLoose(_ scope: [Int], in table: ResourceTable, _ index: ReferenceIndex) {
            var byKey: [LooseKey: Int] = [:]
            var versions: Set<VersionKey> = []
            var last: (key: LooseKey, group: Int)?
            // Second, members that their panel may not have, and panels that are each other's members.
            for isSecondPass in [false, true] {
                for root in scope where table.resources[root].kind == .observation && !isTaken[root] {
                    if isNamed[root] && !isSecondPass { continue }
                    let key = looseKey(of: root, in: table)
                    let known = key.flatMap { key in last?.key == key ? last?.group : byKey[key] }
                    if let known, isFirstVersion(of: root, in: known, &versions, table) {
                        join(root, to: known, in: table, index)
                        last = key.map { ($0, known) }
                        continue
                    }
                    groups.append(collect(root, in: table, index))
                    let group = groups.count - 1
                    guard let key else { continue }
                    byKey[key] = group
                    last = (key, group)
                }
            }
        }

        /// Whether a group has no version yet of the resource that is to join it.
        private func isFirstVersion(
            of root: Int, in group: Int, _ versions: inout Set<VersionKey>, _ table: ResourceTable
        ) -> Bool {
            let id = table.resources[root].id
            if id.isMissing { return true }
            let roots = groups[group].roots
            // Few are compared one by one; a set takes over before that grows expensive.
            if roots.count < 32 { return !roots.contains { table.isEqual(table.resources[$0].id, id) } }
            if roots.count == 32 {
                for known in roots {
                    versions.insert(
                        VersionKey(group: group, id: ByteKey(bytes: table.bytes(table.resources[known].id))))
                }
            }
            return versions.insert(VersionKey(group: group, id: ByteKey(bytes: table.bytes(id)))).inserted
        }

        /// Adds an observation with its members to a group of its subject and occasion.
        private mutating func join(_ root: Int, to group: Int, in table: ResourceTable, _ index: ReferenceIndex) {
            groups[group].roots.append(root)
            if table.resources[root].members.isEmpty {
                isTaken[root] = true
                groups[group].members.append(root)
            } else {
                let collected = collect(root, in: table, index)
                groups[group].members += collected.members
                groups[group].isOpen = groups[group].isOpen || collected.isOpen
                groups[group].mayRepeat = true
            }
        }

        /// What makes observations that stand by themselves one report; nil for one that stands alone.
        private func looseKey(of resource: Int, in table: ResourceTable) -> LooseKey? {
            var subject = SourceIdentifier()
            subject.value = table.resources[resource].subject
            if subject.value.isMissing || table.bytes(subject.value).first == UInt8(ascii: "#") {
                guard let first = table.resources[resource].patientIdentifiers.first else { return nil }
                subject = table.identifiers[first]
            }
            let order = table.resources[resource].order
            let isOrder = !order.value.isMissing
            let occasion = isOrder ? order.value : table.resources[resource].effective
            if occasion.isMissing { return nil }
            return LooseKey(
                subject: ByteKey(bytes: table.bytes(subject.value)),
                subjectSystem: ByteKey(bytes: table.bytes(subject.system)),
                occasion: ByteKey(bytes: table.bytes(occasion)),
                occasionSystem: ByteKey(bytes: table.bytes(order.system)), isOrder: isOrder)
        }

        /// Adds the subject and all that the group's resources refer to and that may come along.
        private mutating func bringAlong(_ group: Int, in table: ResourceTable, _ index: ReferenceIndex) {
            if let subject = groups[group].subject {
                let target = index.resolve(table.resources[subject].subject, from: subject, in: table)
                if let target, table.resources[target].kind == .patient { groups[group].patient = target }
            }
            let patient = groups[group].patient
            var seen = Set(groups[group].members)
            var next = 0
            while next < groups[group].members.count {
                let member = groups[group].members[next]
                next += 1
                let references = table.resources[member].references
                if !mayFollow(references.count, isOwn: groups[group].roots.first == member) { continue }
                for link in references {
                    guard let target = index.resolve(table.links[link], from: member, in: table), memberBudget > 0,
                        table.resources[target].kind == .attachable || target == patient, seen.insert(target).inserted
                    else { continue }
                    groups[group].members.append(target)
                    memberBudget -= 1
                }
            }
        }
    }
}
