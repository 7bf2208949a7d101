extension CSV {
    /// What tells the reports of a table apart: the fields of a row that its report's other rows share.
    struct RowKey {
        var patient: Field
        var authority: Field
        var order: Field
        /// Date and time of day; empty where there is an order number.
        var time: (Field, Field)

        static let nothing = Field(start: 0, end: 0)
    }

    /// The rows of one report found so far.
    struct Group {
        var key: RowKey
        var place: SourcePlace
        var panel: Field
        /// Whether all rows are of the same panel.
        var isOnePanel = true
        var pieces: [Piece] = []
        var codes: [Int32] = []
        var resultCount = 0
        /// Runs of rows one after another.
        var runCount = 1
        /// The next group with the same hash.
        var sameHash: Int32 = -1
    }

    /// The codes of a window, each with a number.
    ///
    /// Tables repeat few codes in much the same order, so the code that followed the last time is tried first.
    struct Codes {
        private var numbers: [[UInt8]: Int32] = [:]
        private var bytes: [[UInt8]] = []
        private var follower: [Int32] = []
        private var last = -1
        private(set) var texts: [String] = []
        /// The group that had the code last.
        var lastGroup: [Int32] = []

        /// Adds a code that is text already.
        mutating func add(_ text: String) -> Int32 {
            let number = Int32(truncatingIfNeeded: texts.count)
            bytes.append([])
            texts.append(text)
            follower.append(-1)
            lastGroup.append(-1)
            return number
        }

        /// The number of the code that `field` holds.
        mutating func number(of field: Field, in window: UnsafeRawBufferPointer, _ set: CharacterSet) -> Int32 {
            let code = UnsafeRawBufferPointer(rebasing: window[RowScanner.trimmed(field, in: window)])
            if last >= 0, follower[last] >= 0, equal(code, bytes[Int(follower[last])]) {
                last = Int(follower[last])
                return Int32(truncatingIfNeeded: last)
            }
            let key = Array(code)
            let number = numbers[key] ?? add(CSV.text(of: field, in: window, set) ?? "")
            if bytes[Int(number)].isEmpty {
                bytes[Int(number)] = key
                numbers[key] = number
            }
            if last >= 0 { follower[last] = number }
            last = Int(number)
            return number
        }

        @inline(__always)
        private func equal(_ code: UnsafeRawBufferPointer, _ known: [UInt8]) -> Bool {
            guard code.count == known.count else { return false }
            for index in 0..<code.count where code[index] != known[index] { return false }
            return true
        }
    }

    /// Gathers the rows of a window into reports.
    ///
    /// The run of rows in progress can be taken back, since the next window may continue it.
    struct Groups {
        /// Where the run in progress began, and what its group was before.
        struct Run {
            var group: Int
            var start: Int
            var line: Int
            var rejectionCount: Int
            var isNewGroup: Bool
            var pieceCount = 0
            var codeCount = 0
            var resultCount = 0
            var isOnePanel = true
        }

        private(set) var groups: [Group] = []
        private(set) var run: Run?
        private var byHash: [Int: Int32] = [:]
        /// Blank lines that no row stands before.
        private(set) var leadingBlank: Piece?
        private(set) var leadingLine = 0

        /// Whether `key` continues the run in progress.
        @inline(__always)
        func continuesRun(_ key: RowKey, _ window: UnsafeRawBufferPointer) -> Bool {
            guard let run else { return false }
            return Self.same(groups[run.group].key, key, window)
        }

        /// Begins a run of rows; `isAlone` keeps it from joining an earlier one.
        mutating func begin(
            _ key: RowKey, panel: Field, place: SourcePlace, at start: Int, rejectionCount: Int, isAlone: Bool,
            _ window: UnsafeRawBufferPointer
        ) {
            let hash = Self.hash(key, window)
            var index = isAlone ? -1 : byHash[hash] ?? -1
            while index >= 0, !Self.same(groups[Int(index)].key, key, window) { index = groups[Int(index)].sameHash }
            var begun = Run(
                group: groups.count, start: leadingBlank?.offset ?? start,
                line: leadingBlank == nil ? place.line : leadingLine,
                rejectionCount: rejectionCount, isNewGroup: index < 0)
            if index >= 0 {
                begun.group = Int(index)
                let group = groups[begun.group]
                begun.pieceCount = group.pieces.count
                begun.codeCount = group.codes.count
                begun.resultCount = group.resultCount
                begun.isOnePanel = group.isOnePanel
                groups[begun.group].runCount += 1
            } else {
                var group = Group(key: key, place: place, panel: panel)
                group.sameHash = byHash[hash] ?? -1
                byHash[hash] = Int32(truncatingIfNeeded: groups.count)
                groups.append(group)
            }
            if let blank = leadingBlank {
                groups[begun.group].pieces.append(blank)
                leadingBlank = nil
            }
            run = begun
        }

        /// Adds a row's bytes and results to the run in progress.
        @inline(__always)
        mutating func add(_ row: Range<Int>, resultCount: Int) {
            guard let index = run?.group else { return }
            Self.append(row, .document, to: &groups[index].pieces, from: run?.pieceCount ?? 0)
            groups[index].resultCount &+= resultCount
        }

        /// Adds a code to the run in progress, once.
        @inline(__always)
        mutating func add(_ code: Int32, _ codes: inout Codes) {
            guard let index = run?.group, codes.lastGroup[Int(code)] != Int32(truncatingIfNeeded: index) else { return }
            codes.lastGroup[Int(code)] = Int32(truncatingIfNeeded: index)
            groups[index].codes.append(code)
        }

        /// Notes that a row of the run in progress is of another panel than the first.
        mutating func markMixedPanels() {
            if let index = run?.group { groups[index].isOnePanel = false }
        }

        /// Adds a blank line to the run in progress, or keeps it for what comes next.
        mutating func addBlank(_ line: Range<Int>, number: Int) {
            if let run {
                Self.append(line, .surrounding, to: &groups[run.group].pieces, from: run.pieceCount)
            } else if leadingBlank == nil {
                leadingBlank = Piece(offset: line.lowerBound, count: line.count, role: .surrounding)
                leadingLine = number
            } else {
                leadingBlank?.count += line.count
            }
        }

        /// Gives the blank lines kept, for a rejected row to carry them.
        mutating func takeLeadingBlank() -> Piece? {
            defer { leadingBlank = nil }
            return leadingBlank
        }

        /// Ends the run in progress without taking it back.
        mutating func endRun() { run = nil }

        /// Takes the run in progress back.
        mutating func takeBackRun() {
            guard let run else { return }
            self.run = nil
            if run.isNewGroup {
                groups.removeLast()
                return
            }
            let pieces = groups[run.group].pieces
            groups[run.group].pieces.removeLast(pieces.count - run.pieceCount)
            groups[run.group].codes.removeLast(groups[run.group].codes.count - run.codeCount)
            groups[run.group].resultCount = run.resultCount
            groups[run.group].isOnePanel = run.isOnePanel
        }

        /// Joins a piece to the last one where they touch, but not to one of an earlier run.
        @inline(__always)
        private static func append(_ range: Range<Int>, _ role: Piece.Role, to pieces: inout [Piece], from first: Int) {
            if let last = pieces.indices.last, last >= first, pieces[last].role == role,
                pieces[last].offset &+ pieces[last].count == range.lowerBound
            {
                pieces[last].count &+= range.count
            } else {
                pieces.append(Piece(offset: range.lowerBound, count: range.count, role: role))
            }
        }

        private static func same(_ one: RowKey, _ other: RowKey, _ window: UnsafeRawBufferPointer) -> Bool {
            same(one.patient, other.patient, window) && same(one.order, other.order, window)
                && same(one.authority, other.authority, window)
                && same(one.time.0, other.time.0, window) && same(one.time.1, other.time.1, window)
        }

        /// Whether two fields have the same bytes.
        @inline(__always)
        static func same(_ one: Field, _ other: Field, _ window: UnsafeRawBufferPointer) -> Bool {
            let count = one.end &- one.start
            guard count == other.end &- other.start else { return false }
            for offset in 0..<count where window[one.start &+ offset] != window[other.start &+ offset] { return false }
            return true
        }

        /// A hash that outsiders cannot foresee; nothing depends on its order.
        private static func hash(_ key: RowKey, _ window: UnsafeRawBufferPointer) -> Int {
            var hasher = Hasher()
            for field in [key.patient, key.authority, key.order, key.time.0, key.time.1] {
                hasher.combine(field.end - field.start)
                hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: window[field.start..<field.end]))
            }
            return hasher.finalize()
        }
    }
}
