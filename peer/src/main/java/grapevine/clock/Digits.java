package grapevine.clock;

/** Numbers as this package writes them: decimal digits without sign or leading zeros, up to 2^63-1. */
final class Digits {
    private static final int MOST = 19;

    private Digits() {}

    static long parse(String name, String digits) {
        boolean isWellFormed = !digits.isEmpty()
                && digits.length() <= MOST
                && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                && (digits.length() == 1 || digits.charAt(0) != '0');
        // 19 digits fit 64 bits; what exceeds 63 of them is negative.
        long value = isWellFormed ? Long.parseUnsignedLong(digits) : -1;
        if (value < 0) {
            throw new IllegalArgumentException(
                    name + " \"" + digits + "\" is not a number in 0..2^63-1 without sign or leading zeros");
        }
        return value;
    }
}
