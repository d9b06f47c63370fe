import NIOCore

/// Which names mean this machine and nobody else can mean by them.
enum Loopback {
    /// An address to listen on: `localhost`, `127.0.0.1`, `::1`.
    static func isAddress(_ host: String) -> Bool {
        if host.lowercased() == "localhost" { return true }
        guard let address = try? SocketAddress(ipAddress: host, port: 0) else { return false }
        return address.ipAddress == "::1"
            || address.protocol == .inet && address.ipAddress?.hasPrefix("127.") == true
    }

    /// A Host header, with or without a port. A page from elsewhere whose name was made to point here (DNS
    /// rebinding) sends that name.
    static func isAuthority(_ authority: String?) -> Bool {
        guard let authority, let host = host(of: authority) else { return false }
        return isAddress(host)
    }

    private static func host(of authority: String) -> String? {
        let host: Substring
        let rest: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[..<end].dropFirst()
            rest = authority[end...].dropFirst()
        } else {
            host = authority.prefix { $0 != ":" }
            rest = authority.dropFirst(host.count)
        }
        guard
            rest.isEmpty || rest.first == ":" && rest.dropFirst().utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        return String(host)
    }
}
