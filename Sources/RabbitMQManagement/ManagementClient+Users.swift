public import Choreography

extension ManagementClient {
    /// Creates a broker user or changes its password and tags.
    public func putUser(
        _ name: String, password: String, tags: [String] = []
    ) async throws(ManagementError) {
        struct Body: Encodable { var password, tags: String }
        try await put(
            "users", name, body: Body(password: password, tags: tags.joined(separator: ",")))
    }

    /// Creates a broker user that cannot log in, or changes the tags of one and leaves its password.
    public func putUserKeepingPassword(
        _ name: String, tags: [String] = []
    ) async throws(ManagementError) {
        struct Body: Codable {
            var password_hash, hashing_algorithm: String
            var tags: String?
        }
        struct Known: Decodable { var password_hash, hashing_algorithm: String }
        let new = Definitions.User(name: name, tags: tags)
        var known: Known?
        try await ignoringNotFound { () throws(ManagementError) in known = try await get("users", name) }
        try await put(
            "users", name,
            body: Body(
                password_hash: known?.password_hash ?? new.passwordHash,
                hashing_algorithm: known?.hashing_algorithm ?? new.hashingAlgorithm,
                tags: tags.joined(separator: ",")))
    }

    /// Deletes a broker user; one that does not exist is no error.
    public func deleteUser(_ name: String) async throws(ManagementError) {
        try await ignoringNotFound { () throws(ManagementError) in try await delete("users", name) }
    }

    /// Sets what a user may do in a virtual host.
    public func putPermission(_ permission: Definitions.Permission) async throws(ManagementError) {
        try await put("permissions", permission.vhost, permission.user, body: permission)
    }

    /// Sets under which routing keys a user may publish to an exchange; leaves its other exchanges.
    public func putTopicPermission(
        _ permission: Definitions.TopicPermission
    ) async throws(ManagementError) {
        try await put("topic-permissions", permission.vhost, permission.user, body: permission)
    }

    /// Creates or replaces a policy.
    public func putPolicy(_ policy: Definitions.Policy) async throws(ManagementError) {
        try await put("policies", policy.vhost, policy.name, body: policy)
    }

    /// All definitions of the broker, of every virtual host.
    public func definitions() async throws(ManagementError) -> Definitions {
        try await get("definitions")
    }
}
