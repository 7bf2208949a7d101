extension Wording {
    /// The server's certificate.
    static let tlsSentences: [String: Sentence] = [
        "help.serve.plainHTTP": Sentence(
            "no encryption: for a proxy on this machine; elsewhere everybody on the way reads passwords and records",
            "不加密:用于本机代理;否则途经的任何人都能读到密码和记录"),
        "serve.plain": Sentence(
            "HTTP at {address} is not encrypted: everybody on the way reads passwords and records. Leave --plain-http away for TLS.",
            "{address} 上的 HTTP 未加密:途经的任何人都能读到密码和记录。去掉 --plain-http 即启用 TLS。"),
        "serve.authority": Sentence(
            "A certificate was made. Have the clinic's machines trust the authority in {address}",
            "已生成证书。请让诊所的各台机器信任此文件中的证书颁发机构:{address}"),
        "help.serve.mllpTLS": Sentence(
            "MLLP goes through TLS, with the server's certificate", "MLLP 使用 TLS 加密,出示服务器证书"),
        "help.serve.mllpCertificates": Sentence(
            "the same, and who sends must show a certificate of the scope import: token add --certificate",
            "同上,且发送方须出示范围为 import 的证书:token add --certificate"),
        "error.tlsNoSenders": Sentence(
            "No sender has a certificate yet: clinicledger token add NAME --scope import --certificate FILE",
            "尚未向任何发送方签发证书:clinicledger token add NAME --scope import --certificate FILE"),
        "help.token.certificate": Sentence(
            "writes a key and a certificate into this file instead, which open the same over TLS; - for standard output",
            "改为将私钥和证书写入此文件,经 TLS 出示即有同等权限;- 表示标准输出"),
        "token.issued": Sentence(
            "{file} has the key and the certificate {id}, good until {expires}. Only the program should be able to read it.",
            "{file} 中是私钥和证书 {id},有效期至 {expires}。请确保只有该程序可读取。"),
        "help.tls": Sentence("The certificate that the server shows.", "服务器出示的证书。"),
        "help.tls.show": Sentence(
            "Shows names, fingerprints and the end of the certificate.", "显示证书的名称、指纹和到期时间。"),
        "help.tls.renew": Sentence(
            "Makes a new certificate from the ledger's own authority, and the authority if there is none. A server that runs takes it up within a minute.",
            "由账本自己的证书颁发机构签发新证书;没有该机构时先创建。运行中的服务器在一分钟内启用。"),
        "help.tls.name": Sentence(
            "a DNS name or address of the server, beside this machine's own; may be given more than once. Without it the names stay",
            "除本机自身名称外,服务器的 DNS 名称或地址;可重复。不指定则名称不变"),
        "help.tls.use": Sentence(
            "Takes a certificate that the clinic has from elsewhere.", "使用诊所从别处获得的证书。"),
        "help.tls.certificate": Sentence(
            "a PEM file: the server's certificate, then what leads to its authority", "PEM 文件:服务器证书,其后为中间证书"),
        "help.tls.key": Sentence("a PEM file: the certificate's key, not encrypted", "PEM 文件:证书的私钥,未加密"),
        "tls.names": Sentence("names:        {names}", "名称:{names}"),
        "tls.expires": Sentence("good until:   {time} ({days} days)", "有效期至:{time}({days} 天)"),
        "tls.expired": Sentence(
            "ENDED:        {time}. Make a new one: clinicledger tls renew", "已过期:{time}。请重新签发:clinicledger tls renew"),
        "tls.fingerprint": Sentence("fingerprint:  {fingerprint}", "指纹:{fingerprint}"),
        "tls.own": Sentence(
            "authority:    {file}\nfingerprint:  {fingerprint}", "证书颁发机构:{file}\n指纹:{fingerprint}"),
        "tls.foreign": Sentence("authority:    not the ledger's own", "证书颁发机构:并非账本自己的机构"),
        "error.tlsMissing": Sentence(
            "There is no certificate yet. The first serve makes one, or: clinicledger tls renew",
            "尚无证书。首次运行 serve 时生成,或运行:clinicledger tls renew"),
        "error.tlsMalformed": Sentence(
            "Not a certificate or key in PEM, or not one of a kind that is known: {file}",
            "不是 PEM 格式的证书或私钥,或类型未知:{file}"),
        "error.tlsMismatch": Sentence(
            "Key and certificates do not belong together: the first certificate must be that of the key, and each next that of its issuer.",
            "私钥与证书不匹配:首个证书须与私钥对应,其后每个证书须为前一个的颁发者。"),
        "error.tlsNotInForce": Sentence(
            "The certificate is good from {from} until {until}, not now.", "证书有效期为 {from} 至 {until},当前无效。"),
        "error.tlsName": Sentence(
            "{name} is neither a DNS name nor an address.", "{name} 既不是 DNS 名称也不是地址。"),
        "error.tlsNameOutside": Sentence(
            "The ledger's authority was not made for {name}. Remove tls/authority.pem to have a new one, which every machine must trust anew.",
            "账本的证书颁发机构不能为 {name} 签发。删除 tls/authority.pem 可新建机构,但各台机器须重新信任。"),
        "error.tlsAuthorityKey": Sentence(
            "The authority's key is not here: {file}. Put it back to renew the certificate.",
            "缺少证书颁发机构的私钥:{file}。请放回后再签发证书。"),
    ]
}
