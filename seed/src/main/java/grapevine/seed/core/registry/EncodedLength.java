package grapevine.seed.core.registry;

import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Ip;
import grapevine.wire.Registration;

/** How many bytes something takes in a body, its separator included, so that a body is cut before it is too long. */
public final class EncodedLength {
    /** The largest number has 19. */
    private static final int MOST_DIGITS = 19;

    private EncodedLength() {}

    /** {@code <ip>:<port>:<degree>:<age>:<epoch>;}. */
    static int of(Entry entry) {
        return of(entry.address()) + digits(entry.degree()) + digits(entry.age()) + digits(entry.epoch()) + 4;
    }

    /** {@code <entry>:<revision>:<remaining>:<state>;}, and {@code :<holder>}. */
    public static int of(Registration row) {
        return of(row.entry())
                + digits(row.revision())
                + digits(row.remaining())
                + row.state().word().length()
                + (row.holder() == null ? 3 : 4 + row.holder().length());
    }

    /** {@code <ip>:<port>}, without making the text of the common kind. */
    private static int of(Address address) {
        Ip ip = address.ip();
        if (!ip.isV4()) {
            return address.toString().length();
        }
        int bytes = (int) ip.low();
        return digits(bytes >>> 24)
                + digits((bytes >>> 16) & 0xff)
                + digits((bytes >>> 8) & 0xff)
                + digits(bytes & 0xff)
                + digits(address.port())
                + 4;
    }

    private static int digits(long value) {
        int digits = 1;
        for (long least = 10; value >= least; least *= 10) {
            digits++;
            if (digits == MOST_DIGITS) {
                break;
            }
        }
        return digits;
    }
}
