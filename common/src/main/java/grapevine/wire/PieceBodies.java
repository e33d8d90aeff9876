package grapevine.wire;

import grapevine.wire.ProtocolException.Reason;

/** Reads what is said of large messages that go in pieces. */
final class PieceBodies {
    private static final long MOST_CRC = (1L << 32) - 1;

    private PieceBodies() {}

    static Message offer(Fields fields) throws ProtocolException {
        Name of = Name.read(fields);
        fields.space();
        int length = (int) fields.number("length", 1, PieceMessage.LONGEST);
        fields.space();
        long crc = fields.number("crc", 0, MOST_CRC);
        long age = 0;
        int sent = 0;
        String key;
        while ((key = fields.key()) != null) {
            switch (key) {
                case "age" -> age = fields.number("age");
                case "sent" -> sent = fields.number("sent", length);
                default -> fields.skipValue();
            }
        }
        return new PieceMessage.Offer(of.origin, of.n, length, crc, age, sent);
    }

    static Message take(Fields fields) throws ProtocolException {
        Name of = Name.read(fields);
        fields.space();
        int from = (int) fields.number("from", 0, PieceMessage.LONGEST);
        fields.space();
        return new PieceMessage.Take(of.origin, of.n, from, (int) fields.number("to", from, PieceMessage.LONGEST));
    }

    static Head piece(Fields fields) throws ProtocolException {
        Name of = Name.read(fields);
        fields.space();
        int from = (int) fields.number("from", 0, PieceMessage.LONGEST);
        fields.space();
        int length = fields.length("length", PieceMessage.MOST);
        if (length == 0) {
            throw new ProtocolException(Reason.BAD_FIELD, "Piece: length=0 is no piece");
        }
        return new Head(
                length, (frame, bodyAt) -> new PieceMessage.Piece(of.origin, of.n, from, frame, bodyAt, length));
    }

    /** Which message. */
    private record Name(Origin origin, long n) {
        static Name read(Fields fields) throws ProtocolException {
            fields.space();
            Address address = fields.address("ip");
            fields.separator(':');
            Origin origin = new Origin(address, fields.number("epoch"));
            fields.separator(':');
            return new Name(origin, fields.number("n", 1, Long.MAX_VALUE));
        }
    }
}
