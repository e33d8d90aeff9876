package grapevine.lab.door;

import grapevine.lab.door.Answers.Failure;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

/** A request that is not done; the message is the one line to say. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final HttpStatus status;

    Refusal(HttpStatus status, String line) {
        super(line, null, false, false);
        this.status = status;
    }

    void answer(Context context) {
        context.status(status).json(new Failure(String.valueOf(getMessage())));
    }
}
