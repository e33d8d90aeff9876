package grapevine.lab.door;

import grapevine.lab.door.Answers.CodeAnswer;
import grapevine.lab.door.Answers.CodeRequest;
import grapevine.lab.door.Answers.TokenAnswer;
import io.javalin.config.JavalinConfig;
import io.javalin.http.staticfiles.Location;
import java.util.Map;

/**
 * The page that shows the network: its files, which are no secret, and how a browser is let in. The code is in that
 * part of the address that a browser tells nobody; the page exchanges it for a token of its own.
 */
final class Page {
    private static final String FILES = "/grapevine/lab/page";

    /** The page takes nothing from elsewhere and stands in no frame; the layout runs in a worker that it makes. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
                    + " connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none';"
                    + " form-action 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cache-Control",
            "no-cache");

    private Page() {}

    /** Adds what it needs to the door. */
    static void serve(JavalinConfig config, Gate gate, Watching watching) {
        config.staticFiles.add(files -> {
            files.hostedPath = "/";
            files.directory = FILES;
            files.location = Location.CLASSPATH;
            files.headers = HEADERS;
        });
        config.routes.post("/api/codes", context -> {
            String address =
                    "http://127.0.0.1:" + gate.port() + "/#" + gate.code().text();
            context.json(new CodeAnswer(address, Gate.CODE_LIVES.toSeconds()));
        });
        config.routes.post("/api/enter", context -> {
            CodeRequest asked = Door.body(context, CodeRequest.class);
            context.json(new TokenAnswer(gate.enter(asked.code()).text()));
        });
        config.routes.get("/api/events", watching::tell);
    }
}
