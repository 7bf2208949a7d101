extension Wording {
    /// What is wrong with a JSON text or a FHIR resource.
    static let fhirSentences: [String: Sentence] = [
        "json.unexpectedEnd": Sentence(
            "The JSON text ends too soon (byte {offset}). It may have been cut off; send it again whole.",
            "JSON 文本过早结束（字节 {offset}），可能被截断；请重新完整发送。"),
        "json.unexpectedByte": Sentence(
            "This is not JSON: byte {offset} cannot stand here. Look for a missing comma, quote or bracket before it.",
            "不是有效的 JSON：字节 {offset} 处的字符不允许出现。请检查其前面是否缺少逗号、引号或括号。"),
        "json.badEscape": Sentence(
            "A string contains an escape that JSON does not have, or half of a surrogate pair (byte {offset}).",
            "字符串中含有 JSON 不允许的转义，或不成对的代理项（字节 {offset}）。"),
        "json.badUTF8": Sentence(
            "The text is not UTF-8 (byte {offset}). FHIR in JSON must be; convert it and send it again.",
            "文本不是 UTF-8 编码（字节 {offset}）。FHIR JSON 必须使用 UTF-8；请转换后重新发送。"),
        "json.controlCharacter": Sentence(
            "A string contains a control character, such as a line end, that must be escaped (byte {offset}).",
            "字符串中含有未转义的控制字符，例如换行（字节 {offset}）。"),
        "json.tooDeep": Sentence(
            "The JSON text has more than 128 brackets in each other (byte {offset}).",
            "JSON 文本嵌套超过 128 层（字节 {offset}）。"),
        "json.duplicateKey": Sentence(
            "An object has the same key twice (byte {offset}), so that readers may disagree about what it says.",
            "同一对象中有重复的键（字节 {offset}），不同的读取程序可能得出不同的内容。"),
        "json.tooLong": Sentence(
            "A JSON value is longer than 4 GiB (byte {offset}). Split it.", "JSON 值超过 4 GiB（字节 {offset}）。请拆分。"),
        "json.trailing": Sentence(
            "There is more behind the end of the JSON value (byte {offset}).", "JSON 值结束之后还有其他内容（字节 {offset}）。"),
        "fhir.notAResource": Sentence(
            "This is JSON but no FHIR resource: it has no resourceType.", "这是 JSON，但不是 FHIR 资源：没有 resourceType。"),
        "fhir.otherResourceType": Sentence(
            "A resource of type {type} is not a report and is used by none, so it was not kept.",
            "类型为 {type} 的资源不是报告，也没有被任何报告引用，因此未保存。"),
        "fhir.emptyBundle": Sentence("The Bundle contains no resource.", "该 Bundle 中没有任何资源。"),
        "fhir.noSubject": Sentence(
            "The report does not say whose it is: it has no subject with a reference or an identifier.",
            "报告没有说明属于哪位患者：缺少带有引用或标识符的 subject。"),
        "fhir.subjectNotPatient": Sentence(
            "The report is about a resource of type {type}. Only reports about a Patient are kept.",
            "报告的对象是类型为 {type} 的资源。系统只保存患者（Patient）的报告。"),
        "fhir.patientWithoutIdentifier": Sentence(
            "The Patient has neither an identifier nor an id, so that no report could be told to be theirs.",
            "该 Patient 既没有标识符也没有 id，无法将任何报告归属于此患者。"),
    ]
}
