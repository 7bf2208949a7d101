extension Wording {
    /// Older copies, witnesses, backups and repair.
    static let safekeepingSentences: [String: Sentence] = [
        "error.rolledBack": Sentence(
            "THE LEDGER WAS PUT BACK TO AN OLDER STATE: it has {size} entries, but this machine has signed {signed} ({file}). Nothing is signed, so that there are not two histories. Put the newer copy back; if there is none, give up what it held with: clinicledger accept-rollback --confirm {origin}",
            "账本已被恢复为较旧的状态:其有 {size} 个条目,而本机已签署 {signed} 个({file})。为避免出现两份历史,未作任何签署。请恢复较新的副本;如已无较新副本,可用以下命令放弃其内容:clinicledger accept-rollback --confirm {origin}"
        ),
        "error.forked": Sentence(
            "THE LEDGER HAS ANOTHER HISTORY than the one that this machine has signed ({file}). Nothing is signed. Put the right copy back; if there is none, give up what it held with: clinicledger accept-rollback --confirm {origin}",
            "账本的历史与本机签署过的历史不同({file})。未作任何签署。请恢复正确的副本;如已无正确副本,可用以下命令放弃其内容:clinicledger accept-rollback --confirm {origin}"
        ),
        "error.ledger.rolledBack": Sentence(
            "{place}: the ledger is not what this machine has signed.", "{place}:账本与本机签署过的不符。"),
        "error.markUnusable": Sentence(
            "What this machine keeps of what it has signed cannot be used ({file}). Nothing is signed. Compare the ledger with a checkpoint kept elsewhere (verify --checkpoint), then delete this file.",
            "本机保存的签署状态无法使用({file})。未作任何签署。请先与别处保存的检查点比对(verify --checkpoint),然后删除此文件。"),
        "error.confirmOrigin": Sentence(
            "This cannot be undone. To confirm, give the ledger's name: --confirm {origin}",
            "此操作无法撤销。如确认,请给出账本名称:--confirm {origin}"),
        "finding.mark.malformed": Sentence(
            "what this machine keeps of what it has signed is damaged. Compare the ledger with a checkpoint kept elsewhere (verify --checkpoint), then delete this file.",
            "本机保存的签署状态已损坏。请先与别处保存的检查点比对(verify --checkpoint),然后删除此文件。"),
        "finding.mark.rolledBack": Sentence(
            "the ledger was put back to an older state: it ends before this checkpoint, which it has signed.",
            "账本已被恢复为较旧的状态:其止于该已签署的检查点之前。"),
        "finding.mark.forked": Sentence(
            "the ledger has another history than this checkpoint, which it has signed.", "账本的历史与该已签署的检查点不同。"),
        "finding.vault.pageLost": Sentence(
            "the page was given up as lost, but no entry on the chain says so.", "该页已按丢失处理,但链上没有条目载明。"),
        "verify.lost": Sentence(
            "LOST, as the chain says: {count} records whose pages could not be put back (entries {entries}).",
            "链上载明已丢失:{count} 条记录所在的页无法恢复(条目 {entries})。"),

        "help.verify.checkpoint": Sentence(
            "an earlier checkpoint, kept elsewhere, that the ledger must have grown from", "别处保存的较早检查点,账本须由其增长而来"),

        "help.verify.witness": Sentence(
            "a witness that must have cosigned: the checkpoint given, else one of the ledger's",
            "须已联署的见证方:联署所给检查点,否则联署账本的检查点"),
        "verify.cosigned": Sentence(
            "Cosigned by {name}: {entries} entries, at {time}.", "{name} 已联署:{entries} 个条目,时间 {time}。"),
        "finding.witness.missing": Sentence(
            "the witness has not cosigned this ledger.", "该见证方未联署本账本。"),
        "finding.witness.invalid": Sentence(
            "this is no checkpoint of this ledger with a valid cosignature of the witness.",
            "此处没有带该见证方有效联署的本账本检查点。"),

        "help.witness": Sentence(
            "Witnesses: others cosign that this ledger only grew, and this machine does for others.",
            "见证:由他方联署证明本账本只增不改,本机亦可为他方联署。"),
        "help.witness.more": Sentence(
            "Requests and answers are files, to be sent by mail. The witness: init, watch, cosign. The ledger: trust, request, add, list.",
            "请求与答复均为文件,可用邮件传送。见证方:init、watch、cosign;账本方:trust、request、add、list。"),
        "help.witness.init": Sentence("Makes a witness with a key of its own.", "建立拥有独立密钥的见证方。"),
        "help.witness.name": Sentence(
            "the witness's name, such as witness.north.example", "见证方名称,如 witness.north.example"),
        "help.witness.directory": Sentence(
            "the witness's directory; else $CLINICLEDGER_WITNESS, else in the place of state",
            "见证方目录;否则用 $CLINICLEDGER_WITNESS,再否则位于状态目录中"),
        "help.witness.watch": Sentence("Takes a ledger among those it cosigns for.", "将一个账本纳入联署范围。"),
        "help.witness.cosign": Sentence(
            "Cosigns the checkpoint of a request, if the ledger has only grown.", "若账本只增不改,则联署请求中的检查点。"),
        "help.witness.serve": Sentence(
            "Cosigns for whoever asks over HTTP.", "通过 HTTP 为请求方联署。"),
        "help.witness.serve.more": Sentence(
            """
            POST /add-checkpoint takes a request and answers with the cosignature, as C2SP tlog-witness has it. It cosigns only what \
            grew from what it cosigned before, whoever asks. It speaks plain HTTP: to serve other machines, put a proxy that \
            speaks TLS before it.
            """,
            """
            POST /add-checkpoint 接收请求并以联署作答,遵循 C2SP tlog-witness。无论谁请求,只联署由先前已联署状态增长而来的检查点。\
            本服务使用明文 HTTP:若要服务其他机器,请在其前设置支持 TLS 的代理。
            """),
        "help.serve.host": Sentence("The address to listen at.", "监听地址。"),
        "help.serve.port": Sentence("The port to listen at; 0 for any that is free.", "监听端口;0 表示任选空闲端口。"),
        "witness.serving": Sentence("Cosigning at {address}/add-checkpoint", "正在 {address}/add-checkpoint 提供联署"),
        "error.portOutside": Sentence("A port is a number from 0 to 65535.", "端口须为 0 至 65535 的数字。"),
        "error.cannotListen": Sentence(
            "Cannot listen at {address}: {cause}. Choose another --port or --host, or end what listens there.",
            "无法在 {address} 监听:{cause}。请另选 --port 或 --host,或结束占用该端口的程序。"),
        "help.witness.trust": Sentence("Trusts a witness of this ledger.", "信任本账本的一个见证方。"),
        "help.witness.request": Sentence(
            "Writes the request with which a witness is asked.", "写出向见证方提出的请求。"),
        "help.witness.add": Sentence("Takes in the answer of a witness.", "收入见证方的答复。"),
        "help.witness.list": Sentence("Shows the witnesses and what they have cosigned.", "显示各见证方及其联署。"),
        "help.witness.vkey": Sentence("the key for verifying, or a file that holds it", "验证公钥,或含有它的文件"),
        "help.witness.body": Sentence("the request", "请求"),
        "help.witness.answer": Sentence("the answer", "答复"),
        "help.witness.to": Sentence("the name of the witness", "见证方名称"),
        "help.witness.old": Sentence(
            "how many entries it has cosigned, if it says another number than is known here", "见证方已联署的条目数(若与此处所知不同)"),
        "help.witness.asked": Sentence(
            "the request that was answered, if the ledger has grown since", "所答复的请求(若账本此后又有增长)"),
        "witness.made": Sentence("Key of the witness: {vkey}", "见证方公钥:{vkey}"),
        "witness.watching": Sentence("Cosigns for {origin} from now on.", "自现在起为 {origin} 联署。"),
        "witness.trusted": Sentence("Trusts the witness {name}.", "已信任见证方 {name}。"),
        "witness.added": Sentence("{name} has cosigned {entries} entries.", "{name} 已联署 {entries} 个条目。"),
        "witness.none": Sentence("The ledger trusts no witness.", "账本未信任任何见证方。"),
        "witness.header.name": Sentence("WITNESS", "见证方"),
        "witness.header.entries": Sentence("ENTRIES", "条目"),
        "witness.header.time": Sentence("COSIGNED", "联署时间"),
        "error.witnessExists": Sentence(
            "{directory} holds a witness already. Nothing was changed.", "{directory} 中已有见证方。未作任何改动。"),
        "error.notAWitness": Sentence(
            "{directory} holds no witness. Make one with: clinicledger witness init NAME",
            "{directory} 中没有见证方。可用以下命令建立:clinicledger witness init 名称"),
        "error.witnessKnowsLog": Sentence(
            "The witness knows a ledger {origin} already.", "见证方已有名为 {origin} 的账本。"),
        "error.vkeyOfOtherKind": Sentence(
            "{key} is a key for something else: a ledger's has another use than a witness's.",
            "{key} 用途不符:账本公钥与见证方公钥用途不同。"),
        "error.keyListMalformed": Sentence("{file} holds something else than keys.", "{file} 中含有公钥以外的内容。"),
        "error.witnessRequestMalformed": Sentence(
            "Not cosigned: this is no request to a witness ({status}). {reason}", "未联署:这不是对见证方的请求({status})。{reason}"),
        "error.witnessUnknownLog": Sentence(
            "Not cosigned: the witness does not know the ledger {origin} ({status}). Add it with: clinicledger witness watch VKEY",
            "未联署:见证方不认识账本 {origin}({status})。可用以下命令添加:clinicledger witness watch 公钥"),
        "error.witnessUnsigned": Sentence(
            "Not cosigned: the ledger's key has not signed this ({status}). {reason}",
            "未联署:该检查点并非由账本密钥签署({status})。{reason}"),
        "error.witnessOldSize": Sentence(
            "Not cosigned: the witness has cosigned {size} entries, the request starts at {found} ({status}). Ask again with --old {size}.",
            "未联署:见证方已联署 {size} 个条目,而请求始于 {found}({status})。请用 --old {size} 重新请求。"),
        "error.witnessForked": Sentence(
            "NOT COSIGNED: {origin} does not prove that its {new} entries have grown from the {old} that were cosigned ({status}). {reason} Keep the request: it may be evidence.",
            "未联署:{origin} 未能证明其 {new} 个条目由已联署的 {old} 个增长而来({status})。{reason}请保留该请求,它可能是证据。"),
        "error.witnessKnown": Sentence(
            "The ledger trusts {name}, or its key under another name, already.", "账本已信任 {name},或其密钥的另一名称。"),
        "error.witnessUnknown": Sentence(
            "The ledger trusts no witness {name}. See: clinicledger witness list",
            "账本未信任见证方 {name}。请见:clinicledger witness list"),
        "error.witnessIsLedger": Sentence(
            "The ledger's own key cannot witness for it.", "账本自身的密钥不能为其作见证。"),
        "error.cosignatureInvalid": Sentence(
            "NOT VALID: the cosignature of {name} does not hold for this ledger's checkpoint ({file}). If the ledger has grown since, give the request: --request FILE",
            "无效:{name} 的联署与本账本的检查点不符({file})。若账本此后又有增长,请给出请求:--request 文件"),
        "error.cosignatureUnknown": Sentence(
            "There is no cosignature of a witness that the ledger trusts. Trust it with: clinicledger witness trust VKEY",
            "没有账本所信任的见证方的联署。可用以下命令信任:clinicledger witness trust 公钥"),
        "error.cosignatureOfOther": Sentence(
            "The request is not of the history that {origin} has here.", "该请求不属于 {origin} 在此处的历史。"),

        "help.acceptRollback": Sentence(
            "Goes on with a ledger that was put back to an older state.", "在账本被恢复为较旧状态后继续使用。"),
        "help.acceptRollback.more": Sentence(
            "Only when no newer copy is left. What the newer one held is given up, and an entry says so for good: entries that others may hold receipts of, and records whose pages are gone. Erasures that were given up must be done again.",
            "仅在已无较新副本时使用。较新副本的内容将被放弃,并有一个条目永久载明:他人可能持有回执的条目,以及所在页已丢失的记录。被放弃的删除操作须重新执行。"),
        "help.confirm": Sentence("the ledger's name, to confirm", "账本名称,用于确认"),
        "acceptRollback.nothing": Sentence("Nothing was lost: there is nothing to give up.", "没有丢失任何内容,无需放弃。"),
        "acceptRollback.history": Sentence(
            "GIVEN UP: entries {first} to {last} of the history that ended at {last}; from here on there is another one. Entry {entry} says so. Receipts of the old entries prove that they were signed.",
            "已放弃:止于 {last} 的历史中的条目 {first} 至 {last};自此为另一份历史。条目 {entry} 载明此事。旧条目的回执仍可证明其曾被签署。"),
        "acceptRollback.forked": Sentence(
            "GIVEN UP: the history of {old} entries that this machine had signed and that departs from this one. Entry {entry} says so.",
            "已放弃:本机签署过的、与当前历史不同的 {old} 个条目的历史。条目 {entry} 载明此事。"),
        "acceptRollback.pages": Sentence(
            "GIVEN UP: {pages} pages of the vault with {records} records. Entry {entry} says so.",
            "已放弃:保险库的 {pages} 页,含 {records} 条记录。条目 {entry} 载明此事。"),
        "acceptRollback.erasures": Sentence(
            "What was erased in what is given up is there again: erase it again.", "在被放弃的历史中删除过的内容又出现了:请重新删除。"),
    ]
}
