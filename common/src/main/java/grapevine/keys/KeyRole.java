package grapevine.keys;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What the holder of a certificate may be in its network. */
public enum KeyRole {
    SEED,
    PEER,
    /** Nobody who listens: whoever asks nodes for what is meant for their operator. */
    OPERATOR;

    /**
     * Reads {@code seed}, {@code peer} or {@code operator}.
     *
     * @throws IllegalArgumentException with the words there are
     */
    public static KeyRole of(String word) {
        return Arrays.stream(values())
                .filter(role -> role.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("is none of "
                        + Arrays.stream(values()).map(KeyRole::word).collect(Collectors.joining(", "))));
    }

    /** As it stands in certificates. */
    public String word() {
        return switch (this) {
            case SEED -> "seed";
            case PEER -> "peer";
            case OPERATOR -> "operator";
        };
    }
}
