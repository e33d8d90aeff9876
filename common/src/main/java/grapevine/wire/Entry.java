package grapevine.wire;

/**
 * One peer as others hear of it in a list: {@code <ip>:<port>:<degree>:<age>:<epoch>}.
 *
 * @param address where it listens
 * @param degree how many links it said it has, >= 0
 * @param age its place in the order of all peers; smaller is older, equal ages are ordered by address
 * @param epoch when its process started (ms since 1970), > 0
 */
public record Entry(Address address, int degree, long age, long epoch) {
    public Entry {
        if (degree < 0 || age < 0 || epoch < 0) {
            throw new IllegalArgumentException(
                    "entry of " + address + ": degree=" + degree + " age=" + age + " epoch=" + epoch + " must be >= 0");
        }
    }

    /** Whether this peer comes before the other in the order of ages. */
    public boolean isOlderThan(long otherAge, Address other) {
        return isOlder(age, address, otherAge, other);
    }

    /** The one order of ages: by age, then by address. */
    public static boolean isOlder(long age, Address address, long otherAge, Address other) {
        return age != otherAge ? age < otherAge : address.compareTo(other) < 0;
    }
}
