import Choreography
import Hummingbird
import Logging

/// Turns every error into a ``Problem``; what is a defect of ours is logged, and told without its insides.
struct ProblemResponses: RouterMiddleware {
    typealias Context = BasicRequestContext
    /// The participant's; the server's own is as good as silent.
    let logger: Logger

    func handle(
        _ request: Request, context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as CancellationError {
            throw error
        } catch {
            return try answer(error, to: request, context).response(to: context.requestID)
        }
    }

    private func answer(
        _ error: any Error, to request: Request, _ context: BasicRequestContext
    ) -> Problem {
        let metadata: Logger.Metadata = [
            "event": "http.request.failed", "request.id": "\(context.requestID)",
            "http.method": "\(request.method.rawValue)", "http.route": "\(context.endpointPath ?? "none")",
        ]
        guard let problem = Problem(error) else {
            logger.error(
                "a request failed", metadata: metadata.merging(["error.message": "\(error)"]) { $1 })
            return Problem(
                .internalServerError,
                detail: "this is a defect of the worker; its log has more under the id in `instance`")
        }
        logger.debug("a request was refused", metadata: metadata.merging(["problem": "\(problem)"]) { $1 })
        return problem.status == .notFound && problem.detail == nil
            ? .notFound("nothing is at this path; /openapi.json tells what there is") : problem
    }
}

extension BasicRequestContext {
    /// Names the request in logs and problems.
    var requestID: String { logger[metadataKey: "hb.request.id"]?.description ?? "unknown" }
}
