internal import HTTPTypes
internal import HealthFormats
internal import Hummingbird
internal import MedicalLedger

/// Files that come over HTTP, from a page or a program, and what was refused of whatever came.
struct ImportDoor: Sendable {
    let desk: LedgerDesk
    /// Where files lie until they are imported.
    let incoming: String

    /// Those who bring results, and those who wait for them.
    static let technicians = Admission.of([.laboratory, .clinician])

    var routes: [Route] {
        let technicians = Self.technicians
        return [
            .get("/import", technicians) { ImportPage.form($0) },
            .upload("/import", technicians) { visit, body in
                var results: [ImportPage.Result] = []
                while let part = try await body.next() {
                    // A browser sends a nameless part where no file was chosen.
                    guard part.name == "file", let name = part.fileName, !name.isEmpty else { continue }
                    let file = try ReceivedFile(named: name, in: incoming)
                    try await body.content { try file.write($0) }
                    results.append(try await take(file, visit))
                }
                return ImportPage.results(visit, results)
            },
            .data(.post, "/ledger/import", .of([], [.import])) { try await importBody($0) },
            .get("/refused", technicians) { visit in
                let all = try await desk.perform { try RefusedItems(of: $0).all() }
                return RefusedPage.page(visit, all)
            },
            .get("/refused/:name", technicians) { visit in
                let name = visit.parameters["name"] ?? ""
                let item = try await desk.perform { try RefusedItems(of: $0)[name] }
                let suffix = item.format.rawValue.isEmpty ? "txt" : item.format.rawValue
                return .file(item.bytes, type: "application/octet-stream", name: "refused-\(name.prefix(8)).\(suffix)")
            },
            .form("/refused/:name/drop", technicians) { visit, _ in
                let name = visit.parameters["name"] ?? ""
                try await desk.perform { try RefusedItems(of: $0).remove(name) }
                return .seeOther("/refused")
            },
        ]
    }

    /// Imports a file; one that cannot be read at all is a result too.
    private func take(_ file: ReceivedFile, _ visit: Visit) async throws -> ImportPage.Result {
        let door = "http \(visit.caller?.name ?? "") \(visit.address)"
        do {
            let bringer = LedgerDesk.Bringer(door: door, file: file.name, language: visit.language)
            return ImportPage.Result(
                file: file.name, outcome: .success(try await desk.take(file: file.path, from: bringer)))
        } catch let error as MedicalError where error.isOfInput {
            var error = error
            // Where the file lay here is nobody's business.
            if error.values["file"] != nil { error.values["file"] = file.name }
            return ImportPage.Result(file: file.name, outcome: .failure(error))
        }
    }

    // MARK: - Programs

    /// Imports the body of a request; its name is in the query (`?name=results.hl7`).
    private func importBody(_ visit: Visit) async throws -> Response {
        let file = try ReceivedFile(named: visit.query["name"], in: incoming)
        for try await chunk in visit.request.body { try file.write(Array(chunk.readableBytesView)[...]) }
        let result = try await take(file, visit)
        let outcome = try result.outcome.get()
        var json = JSONWriter(isIndented: true)
        json.object {
            $0.member("records", outcome.counts.records)
            $0.member("results", outcome.counts.results)
            $0.member("known", outcome.counts.known)
            $0.member("rejected", outcome.counts.rejected)
            $0.array("refused") { json in
                for item in outcome.refused where !item.isRemark {
                    json.object {
                        $0.member("line", item.place.line)
                        $0.member("offset", item.place.byteOffset)
                        $0.member("code", item.reason.code)
                        $0.member("text", item.reason.words(in: visit.language))
                    }
                }
            }
            $0.array("kept") { json in for name in outcome.kept { json.string(name) } }
        }
        json.newline()
        let status: HTTPResponse.Status = outcome.counts.rejected > 0 ? .unprocessableContent : .ok
        return .bytes(json.bytes, type: "application/json", status: status)
    }
}
