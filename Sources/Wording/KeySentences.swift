extension Wording {
    /// Keys: how they are locked, shared and restored.
    static let keySentences: [String: Sentence] = [
        "error.sealingKeyUnfit": Sentence(
            "The recipient's sealing key is not fit for sealing; ask for it again.", "收件方的封装公钥不可用;请重新索取。"),
        "error.personalKeyMalformed": Sentence(
            "{file} is no personal key, or was changed. Take the copy that was kept elsewhere.",
            "{file} 不是个人密钥文件,或已被改动。请使用另行保存的副本。"),
        "error.passphraseTooShort": Sentence(
            "The passphrase is too short: take at least {limit} characters, better several words.",
            "口令太短:至少 {limit} 个字符,最好用几个词组成。"),
        "error.passphraseWrong": Sentence(
            "This passphrase does not open {file}. Nothing was changed.", "该口令打不开 {file}。未作任何改动。"),
        "error.passphraseMissing": Sentence(
            "{file} is sealed with a passphrase, and there is no terminal to ask for it: name a file that holds it with --passphrase-file or $CLINICLEDGER_PASSPHRASE_FILE.",
            "{file} 已用口令封存,而此处没有终端可供输入:请用 --passphrase-file 或 $CLINICLEDGER_PASSPHRASE_FILE 指定存有口令的文件。"),
        "error.keyFileWrong": Sentence(
            "This key file does not open {file}. Nothing was changed.", "该密钥文件打不开 {file}。未作任何改动。"),
        "error.keyFileMissing": Sentence(
            "{file} is sealed with a key file: name it with --key-file or $CLINICLEDGER_KEY_FILE.",
            "{file} 已用密钥文件封存:请用 --key-file 或 $CLINICLEDGER_KEY_FILE 指定它。"),
        "error.keyFileLength": Sentence(
            "A key file holds {expected} random bytes, this one {found}. Make one with: head -c {expected} /dev/urandom > FILE",
            "密钥文件应为 {expected} 个随机字节,而它有 {found} 个。可用以下命令生成:head -c {expected} /dev/urandom > 文件"),
    ]
}
