extension ParticipantStatus {
    /// What is known of a worker's process without asking its door.
    package struct Process: Sendable, Hashable {
        package enum Life: Sendable, Hashable { case runs, stopped, gone }

        package var pid: Int32
        package var life: Life

        package init(pid: Int32, life: Life) {
            self.pid = pid
            self.life = life
        }
    }

    /// Takes in what the worker itself tells, now and at an earlier moment, and what is known of its process.
    package mutating func enter(
        process: Process?, now: WorkerReading?, before: WorkerReading? = nil
    ) {
        self.process = process?.pid
        state = Self.state(process: process?.life, door: now?.door)
        isReady = now?.isReady ?? (isUp == false ? false : nil)
        isConsuming = now?.health?.consuming ?? (state == .stopped || state == .down ? false : nil)
        reasons = now?.health?.reasons ?? []
        outbox = now?.health?.outboxDepth.map { Outbox(depth: $0) }
        if let now { enter(figures: now, before: before) }
    }

    /// A process that has ended keeps no door open; else the door tells more than the process.
    static func state(process: Process.Life?, door: WorkerReading.Door?) -> State {
        switch (process, door) {
        case (.gone?, _): .down
        case (.stopped?, _): .stopped
        case (_, .answers?): .up
        case (_, .silent?), (.runs?, .closed?): .silent
        case (nil, .closed?): .down
        case (.runs?, nil): .up
        case (nil, nil): .unknown
        }
    }

    private mutating func enter(figures reading: WorkerReading, before: WorkerReading?) {
        guard let figures = reading.figures else { return }
        isReady = isReady ?? figures.flag("choreography_ready")
        isConsuming = isConsuming ?? figures.flag("choreography_consuming")
        duplicates = figures.count(Figure.deliveries, ["outcome": "duplicate"])
        retriesWaiting = figures.count("choreography_retries_waiting")
        if let depth = figures.count("choreography_outbox_depth") ?? outbox?.depth {
            outbox = Outbox(
                depth: depth, ageSeconds: figures.sum("choreography_outbox_age_seconds"),
                parked: figures.count("choreography_outbox_parked"))
        }
        guard let before else { return }
        deliveriesPerSecond = reading.rate(of: Figure.deliveries, since: before)
        effectsPerSecond = reading.rate(of: Figure.deliveries, ["outcome": "applied"], since: before)
    }

    /// Takes in what the broker holds for it.
    package mutating func enter(_ broker: BrokerReading) {
        queue = broker.queue(of: name)
        deadLetters = broker.deadLetters(of: name)
        if state == .down, process == nil, let queue, queue.consumers > 0 {
            // Somebody consumes, so it is the door that is closed, or another one than was given.
            (state, isConsuming) = (.silent, nil)
        }
        // Without a door a consumer is all that can be seen of a worker.
        isConsuming = isConsuming ?? queue.map { $0.consumers > 0 }
    }

    private enum Figure {
        static let deliveries = "choreography_deliveries_total"
    }
}

extension PrometheusText {
    fileprivate func flag(_ name: String) -> Bool? { sum(name).map { $0 > 0 } }
}

extension WorkerReading {
    /// How much a counter grew in a second; nil when the process is another one than before.
    fileprivate func rate(of name: String, _ labels: [String: String] = [:], since before: WorkerReading)
        -> Double?
    {
        let start = "choreography_start_time_seconds"
        let seconds = (at - before.at) / .seconds(1)
        guard seconds > 0, let figures, let earlier = before.figures,
            figures.sum(start) == earlier.sum(start),
            let new = figures.sum(name, labels)
        else { return nil }
        // What has not happened yet has no sample.
        let grown = new - (earlier.sum(name, labels) ?? 0)
        return grown >= 0 ? grown / seconds : nil
    }
}
