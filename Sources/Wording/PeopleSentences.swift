extension Wording {
    /// Members, practitioners and patients: who they are, their keys, who acts for whom.
    static let peopleSentences: [String: Sentence] = memberSentences.merging(patientSentences) { first, _ in first }

    private static let memberSentences: [String: Sentence] = [
        "help.people.output": Sentence("The key file to make; it is for the person alone.", "要生成的密钥文件,仅供本人持有。"),
        "help.people.unprotected": Sentence("Do not seal the key file with a passphrase.", "不用口令封存该密钥文件。"),
        "help.people.newPassphraseFile": Sentence(
            "A file with the passphrase that seals the key file; else the terminal asks.", "存有用于封存该密钥文件之口令的文件;否则在终端询问。"),
        "help.people.since": Sentence(
            "When the key came into other hands: a date, or a time such as 2026-01-31T08:00:00Z.",
            "密钥落入他人之手的时间:日期,或如 2026-01-31T08:00:00Z 的时间。"),
        "help.people.compromised.more": Sentence(
            "What the key that was in force at that time signed in blocks from then on does not count any more.",
            "该时间有效的密钥自此在区块中所作的签名不再有效。"),
        "help.member.command": Sentence(
            "The institutions on the ledger, and this node's own keys.", "账本上的机构,以及本节点自己的密钥。"),
        "help.member.more": Sentence(
            "To join another ledger, send its operator the file that 'member export' writes, and let them compare the signing key by telephone.",
            "若要加入另一账本,请将 member export 写出的文件发给其运营者,并通过电话核对签名密钥。"),
        "help.member.list": Sentence("List the members.", "列出成员。"),
        "help.member.export": Sentence("Write this node's public half for other ledgers.", "写出本节点的公开部分,供其他账本使用。"),
        "help.member.export.output": Sentence("The file to write; otherwise standard output.", "要写入的文件;否则为标准输出。"),
        "help.member.add": Sentence("Add another institution from its member file.", "根据成员文件添加另一机构。"),
        "help.member.add.more": Sentence(
            "The file's signature shows that it was not changed, not who sent it: compare the signing key by another way before.",
            "文件签名只证明其未被改动,不证明由谁发来:请事先通过其他途径核对签名密钥。"),
        "help.member.file": Sentence("The member file, as 'member export' writes it.", "member export 写出的成员文件。"),
        "help.member.role": Sentence(
            "What it is on this ledger, instead of what it says itself; may be given several times.",
            "它在本账本上的角色,替代其自述;可多次给出。"),
        "help.member.update": Sentence("Take the new keys of another institution.", "接受另一机构的新密钥。"),
        "help.member.update.more": Sentence(
            "The key on the ledger must have signed for the new one, as it does in a rotation. Otherwise --vouch says that you have made sure of it yourself.",
            "账本上的密钥须已为新密钥签名(轮换时即如此)。否则用 --vouch 表示您已自行核实。"),
        "help.member.vouch": Sentence(
            "Take the keys although no earlier key has signed for them.", "即使没有先前密钥的签名也接受新密钥。"),
        "help.member.rotate": Sentence("Make a new signing key for this node.", "为本节点生成新的签名密钥。"),
        "help.member.rotate.more": Sentence(
            "Also tells the ledger the node's sealing key where it does not know it, and makes one where there is none. A rotation that was interrupted is finished. The old key is overwritten; what it signed stays valid.",
            "若账本尚不知道本节点的封装密钥,也会一并告知;没有则生成。被中断的轮换会被完成。旧密钥将被覆盖;其已有签名仍然有效。"),
        "help.member.sealingKeyOnly": Sentence(
            "Keep the signing key; only tell the ledger the sealing key.", "保留签名密钥;仅将封装密钥告知账本。"),
        "help.member.suspend": Sentence(
            "Suspend a member: nothing that it signs counts, and it reads nothing.", "停用成员:其签名无效,也不得查阅。"),
        "help.member.reinstate": Sentence("End a suspension.", "解除停用。"),
        "help.member.compromised": Sentence("Say that a member's key is in other hands.", "声明成员的密钥已落入他人之手。"),
        "help.member.compromised.more": Sentence(
            "What the key that was in force at that time signed in blocks from then on does not count any more: what it permitted on behalf of patients falls, what it denied stays. That cannot be undone, so the member's name is asked for again.",
            "该时间有效的密钥自此在区块中所作的签名不再有效:其代患者作出的许可失效,拒绝仍然有效。此操作无法撤销,故须再次输入成员名称。"),
        "help.member.compromised.confirm": Sentence(
            "The member's name once more, where no terminal asks for it.", "再次给出成员名称(不在终端询问时)。"),
        "help.member.name": Sentence("The member's name, or @ENTRY.", "成员名称,或 @条目号。"),
        "help.practitioner": Sentence("The people whom this institution certifies.", "本机构所认证的从业人员。"),
        "help.practitioner.more": Sentence(
            "Each has a key file of their own and reads with --as KEYFILE. Their names stand in the vault, not on the chain.",
            "每人持有自己的密钥文件,并用 --as 密钥文件 查阅。姓名存于保险库,不上链。"),
        "help.practitioner.add": Sentence("Certify a person and make their key file.", "认证一名人员并生成其密钥文件。"),
        "help.practitioner.name": Sentence("The person's name.", "姓名。"),
        "help.practitioner.role": Sentence(
            "clinician, laboratory, pharmacist, researcher, administrator or auditor; may be given several times.",
            "clinician、laboratory、pharmacist、researcher、administrator 或 auditor;可多次给出。"),
        "help.practitioner.from": Sentence("When the certificate begins; otherwise now.", "认证开始时间;否则为现在。"),
        "help.practitioner.until": Sentence("When it ends; otherwise it does not.", "认证结束时间;否则无期限。"),
        "help.practitioner.list": Sentence("List the practitioners.", "列出从业人员。"),
        "help.practitioner.newKey": Sentence("Make another key file for a person.", "为某人生成新的密钥文件。"),
        "help.practitioner.suspend": Sentence("Suspend a practitioner, who then reads nothing.", "停用从业人员,其不得再查阅。"),
        "help.practitioner.reinstate": Sentence("End a suspension.", "解除停用。"),
        "help.practitioner.compromised": Sentence(
            "Say that a practitioner's key is in other hands.", "声明从业人员的密钥已落入他人之手。"),
        "help.practitioner.entry": Sentence(
            "The person's entry, as 'practitioner list' shows it.", "practitioner list 所示的条目号。"),

        "people.entry": Sentence("ENTRY", "条目"),
        "people.name": Sentence("NAME", "名称"),
        "people.roles": Sentence("ROLES", "角色"),
        "people.state": Sentence("STATE", "状态"),
        "people.member": Sentence("INSTITUTION", "机构"),
        "people.until": Sentence("UNTIL", "有效期至"),
        "people.state.active": Sentence("active", "有效"),
        "people.state.suspended": Sentence("suspended", "已停用"),
        "people.state.compromised": Sentence("key compromised", "密钥已泄露"),
        "people.state.expired": Sentence("not valid now", "当前无效"),
        "people.suspended": Sentence("{name} is suspended (entry {entry}).", "{name} 已停用(条目 {entry})。"),
        "people.reinstated": Sentence("{name} is reinstated (entry {entry}).", "{name} 已恢复(条目 {entry})。"),
        "people.compromised": Sentence(
            "What the key of {name} signed since {since} does not count any more (entry {entry}).",
            "{name} 的密钥自 {since} 起的签名不再有效(条目 {entry})。"),
        "member.added": Sentence("{name} is a member (entry {entry}).", "{name} 已成为成员(条目 {entry})。"),
        "member.updated": Sentence("The new keys of {name} count (entry {entry}).", "{name} 的新密钥已生效(条目 {entry})。"),
        "member.rotated": Sentence(
            "The new signing key counts (entry {entry}). Back up keys/member.key.",
            "新的签名密钥已生效(条目 {entry})。请备份 keys/member.key。"),
        "member.rotationFinished": Sentence(
            "A rotation that was interrupted is finished; the new signing key counts (entry {entry}). Back up keys/member.key.",
            "被中断的轮换已完成;新的签名密钥已生效(条目 {entry})。请备份 keys/member.key。"),
        "member.rotated.next": Sentence(
            "Send the other ledgers the file of: clinicledger member export",
            "请将以下命令写出的文件发给其他账本:clinicledger member export"),
        "member.sealingKeyTold": Sentence(
            "The ledger knows the sealing key now (entry {entry}).", "账本已获知封装密钥(条目 {entry})。"),
        "member.sealingKeyKnown": Sentence("The ledger knows the sealing key already.", "账本已知道封装密钥。"),
        "member.compromised.ask": Sentence(
            "What {name} permitted on behalf of patients since {since} falls, and that cannot be undone. Type its name to go on: ",
            "{name} 自 {since} 起代患者作出的许可将失效,且无法撤销。输入其名称以继续:"),
        "member.compromised.inForce": Sentence(
            "That key is still in force. Replace it now: clinicledger member rotate; another institution's: clinicledger member update FILE --vouch",
            "该密钥仍在使用。请立即更换:clinicledger member rotate;若为其他机构,则 clinicledger member update 文件 --vouch"),
        "practitioner.added": Sentence(
            "{name} is certified (entry @{entry}). Give them the key file {file}, and keep no copy.",
            "{name} 已认证(条目 @{entry})。请将密钥文件 {file} 交给本人,不要留存副本。"),
        "practitioner.newKey": Sentence(
            "The new key of {name} counts (entry {entry}). Give them the key file {file}, and keep no copy.",
            "{name} 的新密钥已生效(条目 {entry})。请将密钥文件 {file} 交给本人,不要留存副本。"),
        "practitioner.none": Sentence("No practitioner is certified.", "尚无已认证的从业人员。"),
        "practitioner.compromised.inForce": Sentence(
            "That key is still in force. Replace it now: clinicledger practitioner new-key {name} -o KEYFILE",
            "该密钥仍在使用。请立即更换:clinicledger practitioner new-key {name} -o 密钥文件"),

        "error.notATime": Sentence(
            "{time} is no time. Give a date such as 2026-01-31, or a time with its zone such as 2026-01-31T08:00:00Z.",
            "{time} 不是时间。请给出日期(如 2026-01-31)或带时区的时间(如 2026-01-31T08:00:00Z)。"),
        "error.timeInFuture": Sentence("{time} has not come yet.", "{time} 尚未到来。"),
        "error.periodEmpty": Sentence(
            "The period ends before it begins; choose a later end.", "结束时间早于开始时间;请选择更晚的结束时间。"),
        "error.oneOfUnprotectedPassphrase": Sentence(
            "Choose a passphrase or --unprotected, not both.", "口令与 --unprotected 只能选一个。"),
        "error.personPassphraseMissing": Sentence(
            "There is no terminal to ask for a passphrase for {file}: name a file that holds it with --new-passphrase-file, or choose --unprotected.",
            "没有终端可供输入 {file} 的口令:请用 --new-passphrase-file 指定存有口令的文件,或选择 --unprotected。"),
        "error.readerKeyOutdated": Sentence(
            "This key was replaced, given up, or compromised; it opens nothing any more. Use the newer key file.",
            "此密钥已被更换、放弃或泄露,不能再用于查阅。请使用较新的密钥文件。"),
        "error.keyFileThere": Sentence("{file} exists already. Choose another name.", "{file} 已存在。请换一个名称。"),
        "error.roleUnknown": Sentence("There is no role {role}. Choose from: {known}.", "没有角色 {role}。可选:{known}。"),
        "error.roleMissing": Sentence("Give at least one --role.", "请至少给出一个 --role。"),
        "error.notAPractitioner": Sentence(
            "{name} is no practitioner. See: clinicledger practitioner list",
            "{name} 不是从业人员。参见:clinicledger practitioner list"),
        "error.notAMember": Sentence(
            "{name} is no member. See: clinicledger member list", "{name} 不是成员。参见:clinicledger member list"),
        "error.rotationUnfinished": Sentence(
            "A change of the signing key of {directory} was interrupted. Finish it first: clinicledger member rotate",
            "{directory} 的签名密钥更换曾被中断。请先完成:clinicledger member rotate"),
        "error.memberFileMalformed": Sentence(
            "{file} is no member file, or was changed: its signature does not match. Ask for it again.",
            "{file} 不是成员文件,或已被改动:签名不符。请重新索取。"),
        "error.memberUnfit": Sentence(
            "The name {name} does not fit in a member file: it must be one line of at most 200 bytes, and the member must have a role.",
            "名称 {name} 无法写入成员文件:须为一行、最多 200 字节,且成员须有角色。"),
        "error.memberThere": Sentence(
            "{name} is on the ledger already (entry {entry}), by its name or its key. For new keys: clinicledger member update FILE",
            "{name} 已在账本上(条目 {entry}),名称或密钥相同。如有新密钥:clinicledger member update 文件"),
        "error.memberUnchanged": Sentence(
            "The ledger has these keys of {name} already. Nothing was changed.", "账本已有 {name} 的这些密钥。未作任何改动。"),
        "error.memberOutdated": Sentence(
            "The key in this file of {name} was given up before, or belongs to another. Ask for a new file.",
            "{name} 的这个文件中的密钥已被弃用,或属于他人。请索取新文件。"),
        "error.memberNotVouched": Sentence(
            "The key of {name} on the ledger has not signed for this one, or was compromised. Ask by another way whether the file is theirs; then: --vouch",
            "账本上 {name} 的密钥未为此密钥签名,或已泄露。请通过其他途径核实文件确属对方;然后使用 --vouch"),
        "error.notConfirmed": Sentence(
            "Nothing was done: this cannot be undone, so repeat the name: --confirm '{name}'",
            "未作任何更改:此操作无法撤销,请再次给出名称:--confirm '{name}'"),
        "error.founderStays": Sentence(
            "The member that began the ledger cannot be suspended: nobody could write to it any more.",
            "创建账本的成员不能被停用:否则无人能再写入。"),
        "error.suspendedAlready": Sentence("Entry {entry} is suspended already.", "条目 {entry} 已处于停用状态。"),
        "error.notSuspended": Sentence("Entry {entry} is not suspended.", "条目 {entry} 未被停用。"),
    ]

    private static let patientSentences: [String: Sentence] = [
        "help.patient.command": Sentence(
            "Patients: who they are, who acts for them, their own keys.", "患者:身份、监护人及其本人密钥。"),
        "help.patient.more": Sentence(
            "On the chain a patient is a pseudonym, @ENTRY. A patient may also be named by an identifier, or system|value.",
            "患者在链上是假名 @条目号。也可用标识符或 system|value 指定患者。"),
        "help.patient.id": Sentence(
            "A patient: an identifier, system|value, or @ENTRY.", "患者:标识符、system|value 或 @条目号。"),
        "help.patient.show": Sentence("Show what the ledger says of a patient.", "显示账本对某患者的记载。"),
        "help.patient.show.more": Sentence(
            "Without --identity only what stands on the chain. With it, the newest record that may be read and the identity document are read, and the access is on the chain before they are shown.",
            "不带 --identity 时只显示链上内容。带上时会读取可查阅的最新记录及身份文件,且该查阅先入链后显示。"),
        "help.patient.show.identity": Sentence("Also show who the patient is: an access.", "同时显示患者身份:属于一次查阅。"),
        "help.patient.identity": Sentence("Store who a patient is.", "存储患者的身份文件。"),
        "help.patient.identity.more": Sentence(
            "The document goes encrypted into the vault, the chain holds a commitment. It is erased with the patient.",
            "文件加密存入保险库,链上只有承诺值。删除患者时一并删除。"),
        "help.patient.identity.file": Sentence("A FHIR Patient in JSON, or text.", "JSON 格式的 FHIR Patient,或文本。"),
        "help.patient.link": Sentence("Say that two pseudonyms are one person.", "声明两个假名为同一人。"),
        "help.patient.link.more": Sentence(
            "From then on what one permits or denies holds for the records of both.", "此后一方的许可与拒绝对双方的记录均有效。"),
        "help.patient.link.as": Sentence(
            "The key file of a patient who has a key; once for each of the two.", "持有密钥之患者的密钥文件;双方各给一次。"),
        "help.patient.unlink": Sentence("Say that a link was a mistake.", "声明此前的合并有误。"),
        "help.patient.unlink.more": Sentence(
            "Where both have keys of their own, either signs.", "双方均有本人密钥时,任一方签名即可。"),
        "help.patient.unlink.as": Sentence("The key file of either patient.", "任一方患者的密钥文件。"),
        "help.patient.guardian.as": Sentence(
            "The patient's key file, where the patient has a key.", "患者的密钥文件(患者持有密钥时)。"),
        "help.patient.guardian": Sentence("Let somebody act for a patient, or end that.", "指定或解除患者的监护人。"),
        "help.patient.guardian.more": Sentence(
            "The guardian is on the ledger as a patient and signs with a key of their own: clinicledger patient key new",
            "监护人本身作为患者在账本上,并用自己的密钥签名:clinicledger patient key new"),
        "help.patient.guardian.who": Sentence("The guardian, who is on the ledger as a patient.", "监护人(在账本上亦为患者)。"),
        "help.patient.guardian.until": Sentence(
            "When it ends at the latest, such as the day the patient comes of age.", "最迟结束时间,如患者成年之日。"),
        "help.patient.guardian.end": Sentence("End it now.", "立即结束。"),
        "help.patient.key": Sentence("A patient's own key.", "患者本人的密钥。"),
        "help.patient.key.more": Sentence(
            "A patient with a key signs their consents; nobody signs for them any more.", "持有密钥的患者自行签署同意书;他人不再代签。"),
        "help.patient.key.new": Sentence("Make a patient's key file and bind it.", "生成并绑定患者的密钥文件。"),
        "help.patient.key.giveUp": Sentence(
            "Give the key up: the clinic signs for the patient again.", "放弃密钥:由诊所再次代为签署。"),
        "help.patient.key.as": Sentence("The patient's key file.", "患者的密钥文件。"),
        "help.patient.key.replace": Sentence("Bind another key: the one before was lost or stolen.", "更换密钥:原密钥已遗失或被盗。"),
        "help.patient.key.replace.more": Sentence(
            "What was sealed to the old key stays closed to the new one.", "此前为旧密钥加密的内容,新密钥无法打开。"),
        "help.patient.key.replace.as": Sentence(
            "The patient's key file until now. Leave it out where it was lost: the ledger then says that the clinic did this alone.",
            "患者原密钥文件。若已遗失可省略:账本将注明由诊所单方更换。"),
        "help.patient.key.since": Sentence(
            "Since when what the old key signed does not count: a date or time. Leave it out where nobody can have it.",
            "自何时起旧密钥的签名无效:日期或时间。若确无人持有可省略。"),

        "patient.entry": Sentence("Patient:", "患者:"),
        "patient.links": Sentence("Linked with:", "合并于:"),
        "patient.guardian": Sentence("Guardian:", "监护人:"),
        "patient.guardian.until": Sentence(" until {time}", ",至 {time}"),
        "patient.key": Sentence("Key:", "密钥:"),
        "patient.key.own": Sentence("the patient signs", "由患者本人签署"),
        "patient.key.byMember": Sentence(
            "The clinic bound another key on its own at {time} (entry {entry}): no key before it signed. If the patient did not ask for that, somebody else signs for them.",
            "诊所于 {time} 单方绑定了新密钥(条目 {entry}),此前的密钥均未签名。若非患者本人要求,则有他人在冒签。"),
        "patient.key.clinic": Sentence(
            "none; the institution that brought the patient to the ledger signs for them", "无;由将该患者录入账本的机构代为签署"),
        "patient.records": Sentence("Records:", "记录数:"),
        "patient.document": Sentence("Identity document:", "身份文件:"),
        "patient.identifiers": Sentence("Identifiers:", "标识符:"),
        "patient.name": Sentence("Name:", "姓名:"),
        "patient.birthDate": Sentence("Born:", "出生日期:"),
        "patient.gender": Sentence("Gender:", "性别:"),
        "patient.identityStored": Sentence("The identity document is stored (entry {entry}).", "身份文件已存储(条目 {entry})。"),
        "patient.linked": Sentence(
            "{patient} and {other} are one person (entry {entry}).", "{patient} 与 {other} 为同一人(条目 {entry})。"),
        "patient.unlinked": Sentence(
            "{patient} and {other} are not linked any more (entry {entry}).", "{patient} 与 {other} 已不再合并(条目 {entry})。"),
        "patient.guardianBegun": Sentence(
            "{guardian} may act for {patient} (entry {entry}).", "{guardian} 可代 {patient} 行事(条目 {entry})。"),
        "patient.guardianEnded": Sentence(
            "{guardian} does not act for {patient} any more (entry {entry}).",
            "{guardian} 不再代 {patient} 行事(条目 {entry})。"),
        "patient.guardianWithoutKey": Sentence(
            "{guardian} has no key yet and can sign nothing: clinicledger patient key new {guardian} -o KEYFILE",
            "{guardian} 尚无密钥,无法签署:clinicledger patient key new {guardian} -o 密钥文件"),
        "patient.keyGiven": Sentence(
            "{patient} signs with a key of their own (entry {entry}). Give them the key file {file}, and keep no copy.",
            "{patient} 现用本人密钥签署(条目 {entry})。请将密钥文件 {file} 交给本人,不要留存副本。"),
        "patient.keyGivenUp": Sentence(
            "The clinic signs for {patient} again (entry {entry}).", "诊所再次代 {patient} 签署(条目 {entry})。"),
        "patient.keyReplaced": Sentence(
            "{patient} signs with another key (entry {entry}). Give them the key file {file}, and keep no copy.",
            "{patient} 现用新的密钥签署(条目 {entry})。请将密钥文件 {file} 交给本人,不要留存副本。"),
        "patient.keyReplaced.byMember": Sentence(
            "The old key has not signed for it, and the ledger says so to {patient}.", "原密钥未为此签名,账本将向 {patient} 注明。"),

        "error.patientHasKey": Sentence(
            "Patient @{entry} has a key already. If it was lost or stolen: clinicledger patient key replace",
            "患者 @{entry} 已有密钥。若已遗失或被盗:clinicledger patient key replace"),
        "error.patientHasNoKey": Sentence(
            "Patient @{entry} has no key. Make one with: clinicledger patient key new",
            "患者 @{entry} 没有密钥。可用以下命令生成:clinicledger patient key new"),
        "error.patientKeysSeveral": Sentence(
            "The person of @{entry} has several keys, and none under @{entry}: name the one that is meant, {entries}, or sign with it (--as KEYFILE).",
            "@{entry} 所属之人有多个密钥,而 @{entry} 名下没有:请指明所指的一个({entries}),或用该密钥签名(--as 密钥文件)。"),
        "error.keyNotInForce": Sentence(
            "No key that was given is one of patient {patient} in force.", "所给密钥均非患者 {patient} 的有效密钥。"),
        "error.keyNotThePatients": Sentence(
            "This is not the key of patient @{entry}; only that one gives itself up. If it was lost: clinicledger patient key replace",
            "这不是患者 @{entry} 的密钥;只有该密钥本身可以放弃。若已遗失:clinicledger patient key replace"),
        "error.linkedAlready": Sentence(
            "@{patient} and @{other} are one person already.", "@{patient} 与 @{other} 已是同一人。"),
        "error.notLinked": Sentence(
            "@{patient} and @{other} are not linked with each other. See: clinicledger patient show",
            "@{patient} 与 @{other} 之间没有合并。参见:clinicledger patient show"),
        "error.guardianIsPatient": Sentence("Nobody is their own guardian.", "任何人都不能做自己的监护人。"),
        "error.guardianThere": Sentence("That is so already (entry {entry}).", "已是如此(条目 {entry})。"),
        "error.guardianUnknown": Sentence(
            "@{guardian} is no guardian of @{patient} now. See: clinicledger patient show",
            "@{guardian} 目前不是 @{patient} 的监护人。参见:clinicledger patient show"),
        "error.oneOfEndUntil": Sentence("Choose --end or --until, not both.", "--end 与 --until 只能选一个。"),
        "error.identityUnfit": Sentence(
            "An identity document is a FHIR Patient in JSON, or text in UTF-8. Nothing was stored.",
            "身份文件应为 JSON 格式的 FHIR Patient 或 UTF-8 文本。未存储任何内容。"),
        "error.noRecordToRead": Sentence(
            "Patient @{entry} has no record that could be read here. Nothing was shown.",
            "患者 @{entry} 在此没有可查阅的记录。未显示任何内容。"),
    ]
}
