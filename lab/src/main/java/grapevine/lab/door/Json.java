package grapevine.lab.door;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.javalin.json.JavalinJackson;

/** How the door writes and reads JSON: times as text, in UTC. */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final ObjectMapper TOLERANT =
            MAPPER.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private Json() {}

    static JavalinJackson mapper() {
        return new JavalinJackson(MAPPER, false);
    }

    /** The same for those who ask. */
    public static ObjectMapper objects() {
        return MAPPER;
    }

    /** For what a process of another version may have written: what is unknown here is passed over. */
    public static ObjectMapper tolerant() {
        return TOLERANT;
    }
}
