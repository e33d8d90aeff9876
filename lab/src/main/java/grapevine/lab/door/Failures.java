package grapevine.lab.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import grapevine.lab.console.LabException;
import grapevine.lab.door.Answers.Failure;
import grapevine.node.Quoted;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;

/** What is answered to a request that is not done: whatever the reason, one line, as docs/lab-api.md says. */
final class Failures {
    private Failures() {}

    /** Adds that to the door. */
    static void serve(JavalinConfig config) {
        config.http.prefer405over404 = true;
        config.routes.exception(Refusal.class, (refusal, context) -> refusal.answer(context));
        config.routes.exception(
                JsonProcessingException.class,
                (wrong, context) -> answer(
                        context,
                        HttpStatus.BAD_REQUEST,
                        "the request is not what docs/lab-api.md says: " + Quoted.inLine(wrong.getOriginalMessage())));
        config.routes.exception(
                LabException.class,
                (failure, context) -> answer(context, HttpStatus.CONFLICT, String.valueOf(failure.getMessage())));
        config.routes.exception(
                HttpResponseException.class,
                (refused, context) ->
                        answer(context, HttpStatus.forStatus(refused.getStatus()), reason(refused, context)));
        config.routes.exception(Exception.class, Failures::unexpected);
    }

    /** By the server itself. */
    private static String reason(HttpResponseException refused, Context context) {
        String asked = context.method() + " " + Quoted.inLine(context.path());
        return switch (HttpStatus.forStatus(refused.getStatus())) {
            case NOT_FOUND -> "there is no " + asked + " (docs/lab-api.md says what there is)";
            case METHOD_NOT_ALLOWED -> "there is no " + asked + ", but that path with another method";
            case CONTENT_TOO_LARGE -> asked + ": the request is longer than " + Letters.MOST_BODY + " bytes";
            default -> asked + ": " + Quoted.inLine(String.valueOf(refused.getMessage()));
        };
    }

    /** A mistake of ours: whoever asked is told that there was one, and the file of errors what. */
    private static void unexpected(Exception mistake, Context context) {
        mistake.printStackTrace(System.err);
        answer(
                context,
                HttpStatus.INTERNAL_SERVER_ERROR,
                context.method() + " " + Quoted.inLine(context.path()) + " failed: "
                        + Quoted.inLine(String.valueOf(mistake)));
    }

    private static void answer(Context context, HttpStatus status, String line) {
        context.status(status).json(new Failure(line));
    }
}
