extension Wording {
    /// Why a proof, a checkpoint, a receipt or a key was refused.
    static let merkleLogSentences: [String: Sentence] = [
        "merkle.indexOutsideTree": Sentence(
            "There is no entry {index}: the ledger has {treeSize} entries, numbered from 0.",
            "不存在条目 {index}：账本共有 {treeSize} 个条目，编号从 0 开始。"),
        "merkle.sizesReversed": Sentence(
            "The older ledger has {oldSize} entries and the newer one only {newSize}. Either the two were mistaken for each "
                + "other, or entries were removed.",
            "较早的账本有 {oldSize} 个条目，较新的只有 {newSize} 个。可能是两者颠倒，也可能是条目已被删除。"),
        "merkle.treeTooLarge": Sentence(
            "A ledger of {treeSize} entries is larger than any can be.", "账本条目数 {treeSize} 超出上限。"),
        "merkle.proofLength": Sentence(
            "The proof has {found} hashes where the sizes ask for {expected}. It was cut, extended or made for another "
                + "ledger; ask for it again.",
            "证明含有 {found} 个哈希值，按条目数应为 {expected} 个。证明可能被截断、被延长或属于其他账本，请重新索取。"),
        "merkle.rootMismatch": Sentence(
            "The proof does not lead to the signed root. The entry, its number or the proof was changed. Expected "
                + "{expected}, found {found}.",
            "证明无法推导出已签名的根哈希。条目、编号或证明已被更改。应为 {expected}，实为 {found}。"),
        "merkle.inconsistent": Sentence(
            "The ledger of {newSize} entries does not continue the one of {oldSize}: something before was changed or removed, "
                + "or the proof was. Keep both checkpoints; together they are evidence.",
            "有 {newSize} 个条目的账本不是有 {oldSize} 个条目的账本的延续：之前的内容或证明已被更改或删除。请保留两个检查点，它们共同构成证据。"),
        "merkle.tileUnreadable": Sentence(
            "The stored hashes of the tree cannot be read (level {level}, tile {index}).",
            "无法读取已存储的树哈希（第 {level} 层，第 {index} 块）。"),
        "merkle.tileIncomplete": Sentence(
            "The stored hashes of the tree are incomplete (level {level}, tile {index}): {found} instead of {expected}. "
                + "Rebuild the index from the chain.",
            "已存储的树哈希不完整（第 {level} 层，第 {index} 块）：应有 {expected} 个，实有 {found} 个。请从链重建索引。"),
        "note.textTooLong": Sentence(
            "The text has {found} bytes; at most {limit} are accepted.", "文本有 {found} 字节，最多接受 {limit} 字节。"),
        "note.notUTF8": Sentence(
            "The text is not UTF-8. It was damaged or saved in another encoding; get it again.",
            "文本不是 UTF-8 编码，可能已损坏或以其他编码保存。请重新获取。"),
        "note.controlCharacter": Sentence(
            "The text holds a control character. Line ends must be single line feeds; get the text again as it was sent.",
            "文本含有控制字符。换行必须是单个换行符，请重新获取原始文本。"),
        "note.unterminatedLine": Sentence(
            "The last line does not end. The text was probably cut; get it again.",
            "最后一行没有结束符，文本可能被截断。请重新获取。"),
        "note.missingLine": Sentence(
            "The text ends where this was expected: {expected}. It was probably cut; get it again.",
            "文本过早结束，此处应有：{expected}。文本可能被截断，请重新获取。"),
        "note.malformedLine": Sentence(
            "The line is not what is expected here: {expected}. The text was changed or is of another kind.",
            "该行不符合要求，此处应为：{expected}。文本已被更改或属于其他类型。"),
        "note.noSignatures": Sentence(
            "The text has no signatures: no blank line with signatures after it.",
            "文本没有签名：末尾没有空行及其后的签名行。"),
        "note.tooManySignatures": Sentence(
            "The text bears more than {limit} signatures.", "文本的签名超过 {limit} 个。"),
        "note.tooManyLines": Sentence(
            "The checkpoint has more than {limit} lines of its own.", "检查点的附加行超过 {limit} 行。"),
        "note.tooManyHashes": Sentence(
            "The proof has more than {limit} hashes, which no ledger needs.",
            "证明的哈希值超过 {limit} 个，任何账本都不需要这么多。"),
        "note.malformedKeyName": Sentence(
            "A key's name has 1 to 255 bytes and holds no spaces, plus signs or control characters.",
            "密钥名称须为 1 到 255 字节，且不含空格、加号或控制字符。"),
        "note.malformedKey": Sentence(
            "This is no verifier key. One looks like name+0a1b2c3d+AQ…; copy it whole, without spaces.",
            "这不是验证密钥。验证密钥形如 name+0a1b2c3d+AQ…，请完整复制，不要带空格。"),
        "note.keyIDMismatch": Sentence(
            "The verifier key of {name} does not fit its ID. It was copied wrongly or changed; ask its owner for it again.",
            "{name} 的验证密钥与其标识不符，可能抄写有误或已被更改。请向持有者重新索取。"),
        "note.unknownAlgorithm": Sentence(
            "The verifier key of {name} is of kind {algorithm}, which is not supported.",
            "{name} 的验证密钥类型为 {algorithm}，不受支持。"),
        "note.weakKey": Sentence(
            "The verifier key of {name} is no valid Ed25519 key. Do not trust it; ask its owner for it again.",
            "{name} 的验证密钥不是有效的 Ed25519 密钥。请勿信任，并向持有者重新索取。"),
        "note.wrongKeyKind": Sentence(
            "The key of {name} is of the wrong kind: a ledger's key signs checkpoints, a witness's key cosigns them.",
            "{name} 的密钥类型不对：账本密钥用于签署检查点，见证方密钥用于联署。"),
        "note.unsigned": Sentence(
            "There is no signature by {name}. It was signed by somebody else, or with a key you do not have.",
            "没有 {name} 的签名。可能由他人签署，或使用了您没有的密钥。"),
        "note.badSignature": Sentence(
            "The signature of {name} does not verify: the text was changed after it was signed, or somebody else signed it. "
                + "Do not trust it.",
            "{name} 的签名验证失败：文本在签署后被更改，或由他人签署。请勿信任。"),
        "note.repeatedSignature": Sentence(
            "{name} has signed twice with one key. Remove one of the signatures.",
            "{name} 用同一密钥签署了两次。请删除其中一个签名。"),
        "checkpoint.originMismatch": Sentence(
            "The checkpoint is of the ledger {found}, not of {expected}.", "检查点属于账本 {found}，而不是 {expected}。"),
        "checkpoint.oldSizeMismatch": Sentence(
            "The proof begins at {found} entries, your older checkpoint is at {expected}. Ask for a proof from {expected}.",
            "证明从 {found} 个条目开始，而您较早的检查点为 {expected} 个条目。请索取从 {expected} 开始的证明。"),
    ]
}
