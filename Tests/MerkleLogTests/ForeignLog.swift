import Foundation
import Testing

/// Someone else's implementation of the same specifications: the Python package `aics-tlog`, run in a process.
///
/// It is looked for in the folder that CLINICLEDGER_PYTHON_TOOLS names, where `tools/test` installs it.
enum ForeignLog {
    static let folder = ProcessInfo.processInfo.environment["CLINICLEDGER_PYTHON_TOOLS"]
    static let isInstalled = folder.map { FileManager.default.fileExists(atPath: $0 + "/aics_tlog/note.py") } ?? false
    static let missing: Comment = "aics_tlog is not installed in the folder CLINICLEDGER_PYTHON_TOOLS names"

    /// One question: the name of a function of the script and its arguments.
    struct Question {
        let name: String
        let arguments: [[UInt8]]

        init(_ name: String, _ arguments: String...) {
            self.name = name
            self.arguments = arguments.map { Array($0.utf8) }
        }
    }

    /// Asks many questions in one process; each answer is a text, `True` or `False` for verdicts, nil for a refusal.
    static func ask(_ questions: [Question]) throws -> [String?] {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("questions-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let lines = questions.map { question in
            ([question.name] + question.arguments.map { "x" + hexadecimal($0) }).joined(separator: " ")
        }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script, file.path]
        process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONPATH": folder ?? ""]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let answer = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        let answers = String(decoding: answer, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        try #require(answers.count == questions.count + 1)
        return answers.dropLast().map { $0.hasPrefix("x") ? text(String($0.dropFirst())) : nil }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private static func text(_ digits: String) -> String {
        let values = digits.utf8.map { UInt8($0 > 57 ? $0 - 87 : $0 - 48) }
        let bytes = stride(from: 0, to: values.count - 1, by: 2).map { values[$0] << 4 | values[$0 + 1] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Calls the package's functions as the lines of a file say.
    ///
    /// A line of the file is a function and its arguments in hexadecimal, a line of the answer a result in hexadecimal
    /// after an x, or the word refused. The package knows no receipts and no consistency texts: the script takes them
    /// apart, the package verifies what is in them.
    private static let script = #"""
        import sys
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from aics_tlog import (Checkpoint, MerkleTree, cosignature_vkey, format_vkey, parse_checkpoint, parse_note,
            parse_vkey, sign_checkpoint, sign_cosignature, verify_checkpoint, verify_consistency,
            verify_leaf_inclusion, verify_note, vkey_from_ed25519)
        from aics_tlog.note import Note, b64_decode, b64_encode

        def key_of(seed): return Ed25519PrivateKey.from_private_bytes(bytes([int(seed)]) * 32)
        def public(seed): return key_of(seed).public_key().public_bytes_raw()
        def tree(count): return MerkleTree([b"entry %d" % i for i in range(int(count))])
        def checkpoint_note(name, seed, size, *extension):
            root = tree(size).root()
            return sign_checkpoint(Checkpoint(name, int(size), root, extension), key_of(seed), name)
        def hash_lines(hashes): return "".join(b64_encode(h) + "\n" for h in hashes)

        def vkey(text): return format_vkey(parse_vkey(text))
        def make_vkey(name, seed): return format_vkey(vkey_from_ed25519(name, public(seed)))
        def make_witness(name, seed): return format_vkey(cosignature_vkey(name, public(seed)))
        def make_checkpoint(name, seed, size, *extension):
            return checkpoint_note(name, seed, size, *extension).serialise()
        def make_cosigned(name, seed, size, witness, witness_seed, time):
            note = checkpoint_note(name, seed, size)
            cp = parse_checkpoint(note.text)
            _, line = sign_cosignature(key_of(witness_seed), witness, int(time), cp.origin, cp.size, cp.root)
            return Note(note.text, note.signatures + (line,)).serialise()
        def make_receipt(name, seed, index, size):
            proof = tree(size).inclusion_proof(int(index))
            return f"c2sp.org/tlog-proof@v1\nindex {index}\n{hash_lines(proof)}\n{make_checkpoint(name, seed, size)}"
        def make_consistency(name, seed, old, new):
            proof = tree(new).consistency_proof(int(old))
            return f"old {old}\n{hash_lines(proof)}\n{make_checkpoint(name, seed, new)}"

        def note(key, text): return verify_note(parse_note(text), [parse_vkey(key)])
        def checkpoint(key, text):
            log = parse_vkey(key)
            return verify_checkpoint(parse_note(text), log, expected_origin=log.name).ok
        def cosigned(key, witness, text):
            log = parse_vkey(key)
            return verify_checkpoint(parse_note(text), log, [parse_vkey(witness)], 1, expected_origin=log.name).ok
        def receipt(key, entry, text):
            head, _, signed = text.partition("\n\n")
            lines = head.split("\n")
            assert lines.pop(0) == "c2sp.org/tlog-proof@v1"
            if lines[0].startswith("extra "): lines.pop(0)
            word, index = lines.pop(0).split(" ")
            assert word == "index"
            cp = parse_checkpoint(parse_note(signed).text)
            return checkpoint(key, signed) and verify_leaf_inclusion(
                entry.encode(), int(index), cp.size, [b64_decode(line) for line in lines], cp.root)
        def consistency(key, older, text):
            head, _, signed = text.partition("\n\n")
            lines = head.split("\n")
            word, size = lines.pop(0).split(" ")
            assert word == "old"
            old, new = parse_checkpoint(parse_note(older).text), parse_checkpoint(parse_note(signed).text)
            return (checkpoint(key, older) and checkpoint(key, signed) and old.size == int(size)
                and verify_consistency(old.size, new.size, old.root, new.root, [b64_decode(line) for line in lines]))

        for question in open(sys.argv[1]):
            name, *arguments = question.split()
            try:
                answer = globals()[name](*[bytes.fromhex(a[1:]).decode() for a in arguments])
                print("x" + str(answer).encode().hex())
            except (ValueError, AssertionError, IndexError):
                print("refused")
        """#
}
