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

        "error.keysNotSealed": Sentence(
            "The keys in {directory} are not sealed; say what to seal them with.", "{directory} 中的密钥未封存;请说明用什么封存。"),
        "error.newPassphraseMissing": Sentence(
            "There is no terminal to ask for a new passphrase for {file}: name a file that holds it with --passphrase-file, or, where the keys are sealed already, with --new-passphrase-file.",
            "没有终端可供输入 {file} 的新口令:请用 --passphrase-file 指定存有口令的文件;若密钥已封存,则用 --new-passphrase-file。"),
        "error.passphrasesDiffer": Sentence(
            "The two passphrases are not the same. Nothing was changed.", "两次输入的口令不一致。未作任何改动。"),
        "error.oneOfPassphraseKeyFile": Sentence(
            "Choose a passphrase or a key file, not both.", "口令与密钥文件只能选一个。"),

        "help.passphraseFile": Sentence(
            "A file with the passphrase that opens the keys; else $CLINICLEDGER_PASSPHRASE_FILE, else the terminal asks.",
            "存有密钥口令的文件;否则取 $CLINICLEDGER_PASSPHRASE_FILE,再否则在终端询问。"),
        "help.keyFile": Sentence(
            "A file of 32 random bytes that opens the keys; else $CLINICLEDGER_KEY_FILE.",
            "用于打开密钥的 32 字节随机文件;否则取 $CLINICLEDGER_KEY_FILE。"),
        "help.protect": Sentence(
            "Seal the keys with a passphrase, asked for twice. Also done where --passphrase-file or --key-file is given.",
            "用口令封存密钥(询问两次)。给出 --passphrase-file 或 --key-file 时同样会封存。"),
        "help.keys": Sentence("Protect, share and restore the keys.", "保护、分存和恢复密钥。"),
        "help.keys.more": Sentence(
            "Unsealed keys open everything for whoever copies them. Sealed ones need a passphrase, or, for servers that start alone, a key file that is kept elsewhere.",
            "未封存的密钥,谁复制到谁就能打开一切。封存后需要口令;无人值守的服务器则需要另行存放的密钥文件。"),
        "help.keys.status": Sentence("Show which keys are there and sealed.", "显示有哪些密钥、是否已封存。"),
        "help.keys.seal": Sentence("Seal the keys, or change what opens them.", "封存密钥,或更换打开密钥的口令。"),
        "help.keys.seal.more": Sentence(
            """
            Unsealed keys are sealed with --passphrase-file or --key-file, else with a passphrase that is asked for twice. \
            If they are sealed already, those options open them, and --new-passphrase-file or --new-key-file, else the \
            terminal, gives what opens them from now on. Older backups still open with what opened them then.
            """,
            """
            未封存的密钥用 --passphrase-file 或 --key-file 封存;否则询问两次口令。若已封存,则用这些选项打开,\
            并由 --new-passphrase-file、--new-key-file 或终端给出今后使用的口令或密钥文件。旧备份仍用当时的口令打开。
            """),
        "help.keys.newPassphraseFile": Sentence(
            "A file with the new passphrase for keys that are sealed already.", "存有新口令的文件,用于已封存的密钥。"),
        "help.keys.newKeyFile": Sentence(
            "A new key file for keys that are sealed already.", "新的密钥文件,用于已封存的密钥。"),
        "help.keys.unseal": Sentence("Write the keys in clear again.", "将密钥恢复为未封存。"),
        "help.keys.newSealingKey": Sentence(
            "Make the key that others seal records to, for a ledger that has none yet.", "为尚无封装密钥的账本生成一个,供他方加密记录之用。"),
        "help.keys.split": Sentence("Write shares that together restore the keys.", "写出可共同恢复密钥的份额。"),
        "help.keys.split.more": Sentence(
            "Print each share, or give each to another person, and remove the files. Enough of them restore the keys without any passphrase; fewer tell nothing. keys/pages is not among them: it must come from a backup.",
            "请将各份额打印或分交不同的人,然后删除这些文件。份额足够即可恢复密钥,无需口令;不足则毫无信息。其中不含 keys/pages:它须来自备份。"),
        "help.keys.shares": Sentence("How many shares to make, 2 to 255.", "份额总数,2 至 255。"),
        "help.keys.threshold": Sentence("How many of them restore the keys, at least 2.", "恢复密钥所需的份额数,至少 2。"),
        "help.keys.split.output": Sentence("The directory to write them into.", "写入份额的目录。"),
        "help.keys.combine": Sentence("Restore missing keys from shares.", "用份额恢复缺失的密钥。"),
        "help.keys.combine.more": Sentence(
            "Writes the files of keys/ that are missing, unsealed. Files that are there stay as they are.",
            "写出 keys/ 中缺失的文件(未封存)。已有的文件保持不变。"),
        "help.keys.replaceSealed": Sentence(
            "Also replace sealed files: the passphrase is lost.", "同时替换已封存的文件:口令已遗失。"),
        "help.keys.combine.shares": Sentence("The files of the shares.", "份额文件。"),

        "keys.ask": Sentence("Passphrase for the ledger's keys in {file}: ", "账本密钥 {file} 的口令:"),
        "keys.askPerson": Sentence("Passphrase for the personal key file {file}: ", "个人密钥文件 {file} 的口令:"),
        "error.personPassphraseNotGiven": Sentence(
            "The personal key file {file} is sealed with a passphrase, and there is no terminal to ask for it: name a file that holds it with --as-passphrase-file.",
            "个人密钥文件 {file} 已用口令封存,而此处没有终端可供输入:请用 --as-passphrase-file 指定存有口令的文件。"),
        "help.asPassphraseFile": Sentence(
            "A file with the passphrase of the personal key file that --as names; else the terminal asks.",
            "存有 --as 所指个人密钥文件口令的文件;否则在终端询问。"),
        "keys.askNew": Sentence("New passphrase for {file}: ", "{file} 的新口令:"),
        "keys.askAgain": Sentence("The same again: ", "请再输入一次:"),
        "keys.file": Sentence("FILE", "文件"),
        "keys.state": Sentence("STATE", "状态"),
        "keys.state.clear": Sentence("not sealed", "未封存"),
        "keys.state.sealed": Sentence("sealed", "已封存"),
        "keys.state.missing": Sentence("missing", "缺失"),
        "keys.withPassphrase": Sentence("A passphrase opens the sealed keys.", "已封存的密钥由口令打开。"),
        "keys.withKeyFile": Sentence("A key file opens the sealed keys.", "已封存的密钥由密钥文件打开。"),
        "keys.unprotected": Sentence(
            "The keys are not sealed: whoever copies them can read and sign everything.",
            "密钥未封存:谁复制到谁就能读取并签署一切。"),
        "keys.halfSealed": Sentence(
            "Not every key is sealed; finish it with: clinicledger keys seal",
            "并非所有密钥都已封存;请用以下命令完成:clinicledger keys seal"),
        "keys.sealed": Sentence(
            "The keys are sealed. Keep what opens them apart from the backups: without it nobody can open them.",
            "密钥已封存。请将口令或密钥文件与备份分开保存:没有它,谁也打不开密钥。"),
        "keys.sealedAnew": Sentence("The keys are sealed.", "密钥已封存。"),
        "keys.sealingKeyMade": Sentence(
            "Made keys/sealing.key. Back it up with the others.", "已生成 keys/sealing.key。请与其他密钥一起备份。"),
        "keys.sealingKeyThere": Sentence("There is a sealing key already.", "已有封装密钥。"),
        "keys.split": Sentence(
            "Any {threshold} of these {count} shares restore the keys. Keep them apart, and remove {directory}.",
            "这 {count} 份中任意 {threshold} 份即可恢复密钥。请分开保存,并删除 {directory}。"),
        "keys.restored": Sentence("Restored: {files}.", "已恢复:{files}。"),
        "keys.restoredClear": Sentence(
            "They are not sealed; seal them with: clinicledger keys seal", "它们未封存;可用以下命令封存:clinicledger keys seal"),
        "keys.pagesMissing": Sentence(
            "keys/pages is missing too: restore it from a backup, else no record can be read.",
            "keys/pages 也缺失:请从备份恢复,否则无法读取任何记录。"),
        "keys.nothingMissing": Sentence("No key was missing; nothing was changed.", "没有缺失的密钥;未作任何改动。"),

        "error.shareNumbers": Sentence(
            "There must be 2 to {limit} shares, and at least 2 but not more than all needed.",
            "份额总数须为 2 至 {limit},所需份额数至少为 2 且不超过总数。"),
        "error.sharesTooFew": Sentence(
            "These are too few shares: {found}, and {needed} are needed. Nothing was changed.",
            "份额不足:有 {found} 份,需要 {needed} 份。未作任何改动。"),
        "error.shareDamaged": Sentence(
            "{file} is no share of keys, or was copied with a mistake: its checksum does not match. Nothing was changed.",
            "{file} 不是密钥份额,或抄写有误:校验和不符。未作任何改动。"),
        "error.shareOfAnotherSplit": Sentence(
            "{file} and {first} were not made together: shares of different splits do not combine. Nothing was changed.",
            "{file} 与 {first} 不是同一次生成的:不同批次的份额不能合并。未作任何改动。"),
        "error.shareOfAnotherLedger": Sentence(
            "{file} is a share of the keys of {origin}, not of this ledger. Nothing was changed.",
            "{file} 是 {origin} 的密钥份额,不属于本账本。未作任何改动。"),
        "error.sharesContradict": Sentence(
            "The shares do not fit together: one of them was forged or changed. Nothing was changed.",
            "份额相互矛盾:其中有伪造或被改动的。未作任何改动。"),
    ]
}
