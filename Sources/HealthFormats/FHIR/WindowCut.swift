extension FHIR {
    /// Decides how many items of a window are read now, and which wait for the bytes behind them.
    ///
    /// The last item waits, with all of its record, and with the reports in front of it whose results are still to
    /// come. Records reach across each other, so those that would be split wait too. Where this would leave more than half
    /// of a large window unread, less waits: first the unanswered reports go, then records are split where
    /// they are interrupted by others. So reading takes linear time and bounded memory, whatever order a source is in.
    struct WindowCut {
        /// How many items are read.
        private(set) var itemCount = 0
        /// Whether records have parts on both sides.
        private(set) var splitsGroups = false

        /// Up to this many bytes everything may wait.
        private static let smallWindow = 1 << 20

        init(items: [SourceItem], grouping: ReportGrouping, table: ResourceTable) {
            guard let last = items.indices.last else { return }
            let isSmall = table.window.count <= Self.smallWindow
            func isEnough(_ count: Int) -> Bool {
                count > 0 && items[count - 1].range.upperBound >= table.window.count / 2
            }
            // Of the groups that reach to an item or beyond it, where the first begins.
            var begins = Array(items.indices)
            var isTail = [Bool](repeating: false, count: items.count)
            var isOpen = isTail
            isTail[last] = true
            var tail = last
            for group in grouping.groups {
                begins[group.items.upperBound] = min(begins[group.items.upperBound], group.items.lowerBound)
                let members = group.members
                if group.isOpen { for member in members { isOpen[table.resources[member].item] = true } }
                if group.items.upperBound == last {
                    tail = min(tail, group.items.lowerBound)
                    for member in members { isTail[table.resources[member].item] = true }
                }
            }
            for item in items.indices.dropLast().reversed() { begins[item] = min(begins[item], begins[item + 1]) }
            func whole(_ first: Int) -> Int {
                var first = first
                while begins[first] < first { first = begins[first] }
                return first
            }
            var run = last
            while run > 0, isTail[run - 1] || isOpen[run - 1] { run -= 1 }
            let withOpen = whole(min(run, tail))
            if isSmall || isEnough(withOpen) {
                itemCount = withOpen
                return
            }
            let withTail = whole(tail)
            if isEnough(withTail) {
                itemCount = withTail
                return
            }
            run = last
            while run > 0, isTail[run - 1] { run -= 1 }
            itemCount = run
            splitsGroups = run > 0 && begins[run] < run
        }
    }
}
