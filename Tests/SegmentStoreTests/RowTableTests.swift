import SegmentStore
import Testing

@Suite struct `A row table` {
    private let directory = TemporaryDirectory()
    private let disk = DiskFileSystem()

    private func table(_ mode: RowTable.Mode = .write(.private)) throws -> RowTable {
        try RowTable(directory["t"], in: disk, rowByteCount: 4, mode: mode)
    }

    @Test func `gives back its rows`() throws {
        let table = try table()
        #expect(table.count == 0)
        try table.append([0, 0, 0, 1, 0, 0, 0, 2])
        try table.append([0, 0, 0, 3])
        try table.overwrite(row: 1, with: [9, 9, 9, 9])
        try table.sync()
        #expect(table.count == 3)
        #expect(try table.read(row: 1, count: 2) == [9, 9, 9, 9, 0, 0, 0, 3])
        #expect(try table.read(row: 3, count: 0) == [])
        try table.truncate(to: 1)
        #expect(try readFile(directory["t"]) == [0, 0, 0, 1])
        #expect(try self.table(.read).count == 1)
    }

    @Test func `passes over a partial last row, and a writer cuts it`() throws {
        for extra in 0..<4 {
            try write([UInt8](repeating: 1, count: 8 + extra), to: directory["t"])
            #expect(try table(.read).count == 2)
            #expect(try disk.size(of: directory["t"]) == UInt64(8 + extra))
            let writer = try table()
            #expect(writer.count == 2)
            #expect(try disk.size(of: directory["t"]) == 8)
            try writer.append([2, 2, 2, 2])
            #expect(try readFile(directory["t"]) == [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2])
        }
    }

    @Test func `refuses rows that are not there`() throws {
        let table = try table()
        try table.append([1, 2, 3, 4])
        for (row, count) in [(1, 1), (0, 2), (UInt64.max, 1), (2, 0)] as [(UInt64, Int)] {
            let error = #expect(throws: StoreError.self) { try table.read(row: row, count: count) }
            #expect(error?.reason == "rows.missing")
        }
        #expect(throws: StoreError.self) { try table.read(row: 0, count: .max) }
        #expect(throws: StoreError.self) { try table.overwrite(row: 1, with: [0, 0, 0, 0]) }
        #expect(throws: StoreError.self) { try table.truncate(to: 2) }
    }

    @Test func `shows a reader new rows after a refresh`() throws {
        let writer = try table()
        let reader = try table(.read)
        try writer.append([1, 2, 3, 4])
        #expect(reader.count == 0)
        try reader.refresh()
        #expect(try reader.read(row: 0) == [1, 2, 3, 4])
        try disk.remove(directory["t"])
        #expect(throws: StoreError.self) { try table(.read) }
    }

    @Test func `keeps rows, and none that it has replaced or cut`() throws {
        var random = SystemRandomNumberGenerator()
        let table = try table()
        var rows: [[UInt8]] = []
        for _ in 0..<3000 {
            let new = (0..<4).map { _ in UInt8.random(in: 0...255, using: &random) }
            let chosen = Int.random(in: 0...max(0, rows.count - 1), using: &random)
            switch Int.random(in: 0..<200, using: &random) {
            case 0 where !rows.isEmpty:
                try table.truncate(to: UInt64(chosen))
                rows.removeLast(rows.count - chosen)
            case 1..<10 where !rows.isEmpty:
                try table.overwrite(row: UInt64(chosen), with: new)
                rows[chosen] = new
            case 10..<60 where !rows.isEmpty:
                #expect(try Array(table.keptRow(UInt64(chosen))) == rows[chosen])
            default:
                let count = Int.random(in: 1...40, using: &random)
                try table.append(Array(repeatElement(new, count: count).joined()))
                rows += repeatElement(new, count: count)
            }
        }
        for row in rows.indices { #expect(try Array(table.keptRow(UInt64(row))) == rows[row]) }
        #expect(throws: StoreError.self) { try table.keptRow(UInt64(rows.count)) }
    }

    @Test func `is not opened where it cannot be created`() throws {
        let error = #expect(throws: StoreError.self) {
            try RowTable(directory["none/t"], in: disk, rowByteCount: 4, mode: .write(.private))
        }
        #expect(error?.code == .notFound)
    }
}
