#pragma once

/// Where the Swift runtime asks, when it is set, before it gives a job to its thread pool: a Swift function that takes
/// the job and what would be done with it (swift/Runtime/Concurrency.h, `swift_task_enqueueGlobal_hook`).
extern void *swift_task_enqueueGlobal_hook __attribute__((swift_attr("nonisolated(unsafe)")));

/// Runs a job here and now, as that thread pool does: an executor of two zeros is the pool itself.
__attribute__((swiftcall)) void swift_job_run(void *job, void *identity, void *implementation);
