package grapevine.lab.door;

import grapevine.clock.MessageId;
import grapevine.lab.door.Answers.InboxAnswer;
import grapevine.lab.door.Answers.LetterAnswer;
import grapevine.lab.door.Answers.MessageRequest;
import grapevine.lab.door.Answers.PublishedAnswer;
import grapevine.lab.live.Inbox;
import grapevine.lab.live.LiveNode;
import grapevine.node.Quoted;
import grapevine.peer.Flood;
import grapevine.wire.Limits;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The messages of a node, as the door takes them and gives them out. */
final class Letters {
    /** The longest body of a request: a message with every byte escaped. */
    static final int MOST_BODY = Limits.PAYLOAD * 6 + 1024;

    private Letters() {}

    /** Has a node publish what is asked. */
    static void publish(Context context, LiveNode node) throws Exception {
        MessageRequest asked = Door.body(context, MessageRequest.class);
        byte[] payload = payload(asked);
        Flood how = flood(asked);
        int most = how == null ? Limits.PAYLOAD : Flood.MAX_PAYLOAD;
        if (payload.length == 0 || payload.length > most) {
            throw new Refusal(
                    HttpStatus.BAD_REQUEST,
                    "a message of " + payload.length + " bytes is outside 1.." + most
                            + (how == null ? "" : ", which a flood carries"));
        }
        MessageId id = node.publish(payload, how);
        context.json(new PublishedAnswer(node.number(), id.toString()));
    }

    /** How it is to go: along the tree unless it is to show its ways. */
    private static @Nullable Flood flood(MessageRequest asked) throws Refusal {
        Integer relays = asked.relays();
        Long delay = asked.hopDelayMillis();
        if (relays == null && delay == null) {
            return null;
        }
        try {
            return new Flood(relays == null ? 1 : relays, Duration.ofMillis(delay == null ? 0 : delay));
        } catch (IllegalArgumentException e) {
            throw new Refusal(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private static byte[] payload(MessageRequest asked) throws Refusal {
        if ((asked.text() == null) == (asked.base64() == null)) {
            throw new Refusal(HttpStatus.BAD_REQUEST, "a message has either text or base64");
        }
        try {
            return asked.text() != null
                    ? asked.text().getBytes(StandardCharsets.UTF_8)
                    : Base64.getDecoder().decode(asked.base64());
        } catch (IllegalArgumentException e) {
            throw new Refusal(HttpStatus.BAD_REQUEST, "base64 is none: " + e.getMessage());
        }
    }

    /** Says what is in an inbox. */
    static void look(Context context, LiveNode node) throws Refusal {
        answer(context, node, node.inbox().look(which(context), last(context)));
    }

    /** The same; what is said is read from then on. */
    static void read(Context context, LiveNode node) throws Refusal {
        if (context.queryParam("last") != null) {
            throw new Refusal(HttpStatus.BAD_REQUEST, "last is for GET: what is read is all that is meant");
        }
        answer(context, node, node.inbox().read(which(context)));
    }

    private static void answer(Context context, LiveNode node, List<Inbox.Letter> letters) {
        context.json(new InboxAnswer(
                node.number(),
                letters.stream().map(Letters::letter).toList(),
                node.inbox().dropped()));
    }

    private static Inbox.Which which(Context context) throws Refusal {
        String word = context.queryParam("which");
        for (Inbox.Which which : Inbox.Which.values()) {
            if (which.name().toLowerCase(Locale.ROOT).equals(word == null ? "all" : word)) {
                return which;
            }
        }
        throw new Refusal(HttpStatus.BAD_REQUEST, "which=" + Quoted.of(word) + " is none of unread, read, all");
    }

    /** How many at most, the last that came. */
    private static int last(Context context) throws Refusal {
        String text = context.queryParam("last");
        if (text == null) {
            return Inbox.MOST;
        }
        if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > Inbox.MOST) {
            throw new Refusal(HttpStatus.BAD_REQUEST, "last=" + Quoted.of(text) + " is outside 1.." + Inbox.MOST);
        }
        return Integer.parseInt(text);
    }

    private static LetterAnswer letter(Inbox.Letter letter) {
        String text = textOf(letter.payload());
        return new LetterAnswer(
                letter.id().toString(),
                letter.origin(),
                text,
                text == null ? Base64.getEncoder().encodeToString(letter.payload()) : null,
                letter.sentAt(),
                letter.receivedAt(),
                letter.isRead(),
                letter.ways());
    }

    private static @Nullable String textOf(byte[] payload) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
