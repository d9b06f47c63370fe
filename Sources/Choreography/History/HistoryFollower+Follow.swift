import Foundation
import GRDB
import Logging
import RabbitMQ

extension HistoryFollower {
    /// A hole in the middle of the stream: to be looked at by a new subscription.
    private struct Hole: Error {}

    /// Subscribes again for ever when the broker or the stream goes away.
    func followForEver() async throws {
        var failures = 0
        while !Task.isCancelled {
            do {
                let subscription = try await HistorySubscription.open(
                    connection, at: build.position, prefetch: configuration.prefetch, logger: logger)
                failures = 0
                try await follow(subscription)
            } catch is Hole {
                continue
            } catch let error as HistoryReplaced {
                throw error
            } catch let error as StoreError {
                throw error
            } catch {
                if Task.isCancelled { return }
                complaints.log("not following the history", error, to: logger)
            }
            isFollowing = false
            failures += 1
            await clock.pause(RetryPolicy.reconnect.delay(after: failures))
        }
    }

    private func follow(_ subscription: HistorySubscription) async throws {
        isFollowing = true
        complaints = Complaints()
        logger.info("following the history", metadata: ["history.position": "\(build.position ?? -1)"])
        let looking = Task { await lookAtHead(of: subscription) }
        do {
            try await take(from: subscription)
        } catch {
            looking.cancel()
            await subscription.close()
            throw error
        }
        looking.cancel()
        await subscription.close()
    }

    /// The lag is worth a look now and then; should it fail, the subscription tells why.
    private func lookAtHead(of subscription: HistorySubscription) async {
        while !Task.isCancelled {
            do {
                let found = try await subscription.lookAtHead(within: .seconds(2))
                if let found { head = max(head ?? found, found) }
            } catch {
                logger.debug("the end of the history is not known", metadata: ["error": "\(error)"])
            }
            await clock.pause(configuration.lookInterval)
        }
    }

    private func take(from subscription: HistorySubscription) async throws {
        // It begins with what was taken last, if that is still there: then nothing after it is gone, and a
        // hole right behind it holds the broker's own entries.
        let anchor = build.position
        var isChecked = false
        while let deliveries = try await subscription.nextBatch() {
            var items = deliveries.map(screen.item)[...]
            if !isChecked, let first = items.first(where: { $0.offset != nil }) {
                try await check(first)
                isChecked = true
            }
            // What was taken before comes once more at the beginning.
            items = items.drop { item in
                guard let offset = item.offset, let position = build.position else { return false }
                return offset <= position
            }
            let sound = items.prefix(upTo: hole(in: items, after: anchor) ?? items.endIndex)
            try await commit(sound)
            if sound.endIndex < items.endIndex { throw Hole() }
            if let last = deliveries.last { try await subscription.acknowledge(through: last.tag) }
            for item in sound { points.reached(.acknowledged, item.delivery) }
        }
    }

    /// Where numbers are missing, unless it is right behind `anchor`: retention may have overtaken the
    /// reader, or the broker has put in something of its own.
    private func hole(in items: ArraySlice<HistoryItem>, after anchor: Int64?) -> Int? {
        var last = build.position
        for (index, item) in zip(items.indices, items) {
            guard let offset = item.offset else { continue }
            if let last, offset > last + 1, last != anchor, !isMalformed(items[..<index].last) {
                return index
            }
            last = offset
        }
        return nil
    }

    /// Its place cannot be told, so that the number before the next one seems to be missing.
    private func isMalformed(_ item: HistoryItem?) -> Bool { item.map { $0.offset == nil } ?? false }

    /// Compares the first place of a subscription with the last one that was taken.
    private func check(_ first: HistoryItem) async throws {
        guard let offset = first.offset else { return }
        if let position = build.position {
            let isSame = first.delivery.properties.messageID == build.messageID
            if offset < position || (offset == position && !isSame) {
                throw HistoryReplaced(position: position)
            }
        }
        let wanted = build.position.map { $0 + 1 } ?? 0
        guard offset > wanted else { return }
        let gap = HistoryGap(first: wanted, last: offset - 1, foundAt: clock.now())
        logger.error(
            "the history was truncated before it was read; the read model lacks these events for good",
            metadata: ["history.missing": "\(gap)"])
        let (ledger, build) = (file.ledger, build)
        gaps = try await whenTheFileTakesIt { db in
            try ledger.note(gap, of: build, in: db)
            return try ledger.gaps(of: build, in: db)
        }
    }
}
