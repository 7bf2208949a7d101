internal import LedgerCrypto
internal import SwiftASN1
internal import X509

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// What a server is reached under, as certificates write it: DNS names and addresses.
enum CertificateNames {
    /// What every server's certificate has: this machine, as it calls itself.
    static var ofThisMachine: [String] {
        var buffer = [CChar](repeating: 0, count: 256)
        let isKnown = gethostname(&buffer, buffer.count - 1) == 0
        let name = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).lowercased()
        return ["localhost", "127.0.0.1", "::1"] + (isKnown && name != "localhost" && isDNS(name) ? [name] : [])
    }

    /// Nil where a name is neither a DNS name nor an address.
    static func encoded(_ name: String) -> GeneralName? {
        if let address = address(name) { return .ipAddress(ASN1OctetString(contentBytes: address[...])) }
        return isDNS(name) ? .dnsName(name.lowercased()) : nil
    }

    /// Nil for names of another kind.
    static func decoded(_ name: GeneralName) -> String? {
        switch name {
        case .dnsName(let text): text
        case .ipAddress(let octets): text(Array(octets.bytes))
        default: nil
        }
    }

    /// Letters, digits and hyphens between dots (RFC 1123 section 2.1); no wildcards.
    private static func isDNS(_ name: String) -> Bool {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        return name.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
            }
            // What ends in digits is an address that was mistyped.
            && labels.last?.contains { $0.isLetter } == true
    }

    private static func address(_ text: String) -> [UInt8]? {
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: count)
            if inet_pton(family, text, &bytes) == 1 { return bytes }
        }
        return nil
    }

    private static func text(_ address: [UInt8]) -> String? {
        guard address.count == 4 || address.count == 16 else { return nil }
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(address.count == 4 ? AF_INET : AF_INET6, address, &buffer, socklen_t(buffer.count)) != nil
        else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    // MARK: - What an authority may vouch for

    /// Networks that no stranger's server is in: loopback, private, link-local (RFC 1918, 3927, 4193, 4291), and names
    /// that are nobody's on the internet.
    private static let privateRanges = [
        ("127.0.0.0", "255.0.0.0"), ("10.0.0.0", "255.0.0.0"), ("172.16.0.0", "255.240.0.0"),
        ("192.168.0.0", "255.255.0.0"), ("169.254.0.0", "255.255.0.0"),
        ("::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), ("fc00::", "fe00::"), ("fe80::", "ffc0::"),
    ]
    private static let privateDomains = ["localhost", "local", "lan", "internal", "home.arpa"]

    /// The subtrees of an authority that is made for some names: those, and whatever is private anyway.
    ///
    /// Specification: RFC 5280 section 4.2.1.10.
    static func subtrees(for names: [GeneralName]) -> [GeneralName] {
        var subtrees = privateDomains.map { GeneralName.dnsName($0) }
        for (network, mask) in privateRanges {
            guard let network = address(network), let mask = address(mask) else { continue }
            let range = network + mask
            subtrees.append(.ipAddress(ASN1OctetString(contentBytes: range[...])))
        }
        for name in names where !isWithin(subtrees, name) {
            if case .ipAddress(let octets) = name {
                let all = [UInt8](repeating: 255, count: octets.bytes.count)
                subtrees.append(.ipAddress(ASN1OctetString(contentBytes: octets.bytes + all)))
            } else {
                subtrees.append(name)
            }
        }
        return subtrees
    }

    /// Whether one of the subtrees has the name.
    static func isWithin(_ subtrees: [GeneralName], _ name: GeneralName) -> Bool {
        subtrees.contains { subtree in
            switch (subtree, name) {
            case (.dnsName(let domain), .dnsName(let name)): name == domain || name.hasSuffix("." + domain)
            case (.ipAddress(let range), .ipAddress(let address)): isWithin(Array(range.bytes), Array(address.bytes))
            default: false
            }
        }
    }

    /// - Parameter range: the network's address and its mask, one after the other.
    private static func isWithin(_ range: [UInt8], _ address: [UInt8]) -> Bool {
        range.count == 2 * address.count
            && address.indices.allSatisfy { address[$0] & range[address.count + $0] == range[$0] }
    }
}
