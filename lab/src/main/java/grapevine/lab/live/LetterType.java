package grapevine.lab.live;

import grapevine.clock.MessageId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.h2.mvstore.type.StringDataType;

/** How a letter stands in a file. Another form than this takes another {@link InboxStore#FORM}. */
final class LetterType extends BasicDataType<Inbox.Letter> {
    /** What a letter takes in memory besides its payload, about. */
    private static final int OBJECTS = 300;

    private static final int READ = 1;

    @Override
    public int getMemory(Inbox.Letter letter) {
        return OBJECTS + letter.payload().length + 64 * letter.ways().size();
    }

    @Override
    public void write(WriteBuffer to, Inbox.Letter letter) {
        to.put((byte) (letter.isRead() ? READ : 0));
        StringDataType.INSTANCE.write(to, letter.id().origin());
        to.putVarLong(letter.id().epoch()).putVarLong(letter.id().number()).putVarInt(letter.origin());
        write(to, letter.sentAt());
        write(to, letter.receivedAt());
        to.putVarInt(letter.payload().length).put(letter.payload());
        to.putVarInt(letter.ways().size());
        for (List<Integer> way : letter.ways()) {
            to.putVarInt(way.size());
            way.forEach(to::putVarInt);
        }
    }

    private static void write(WriteBuffer to, Instant at) {
        to.putVarLong(at.getEpochSecond()).putVarInt(at.getNano());
    }

    @Override
    public Inbox.Letter read(ByteBuffer from) {
        boolean isRead = from.get() == READ;
        MessageId id = new MessageId(
                StringDataType.INSTANCE.read(from), DataUtils.readVarLong(from), DataUtils.readVarLong(from));
        int origin = DataUtils.readVarInt(from);
        Instant sentAt = instant(from);
        Instant receivedAt = instant(from);
        byte[] payload = new byte[length(from)];
        from.get(payload);
        List<List<Integer>> ways = new ArrayList<>();
        for (int left = length(from); left > 0; left--) {
            ways.add(way(from));
        }
        return new Inbox.Letter(id, origin, payload, sentAt, receivedAt, isRead, List.copyOf(ways));
    }

    private static Instant instant(ByteBuffer from) {
        return Instant.ofEpochSecond(DataUtils.readVarLong(from), DataUtils.readVarInt(from));
    }

    private static List<Integer> way(ByteBuffer from) {
        List<Integer> way = new ArrayList<>();
        for (int left = length(from); left > 0; left--) {
            way.add(DataUtils.readVarInt(from));
        }
        return List.copyOf(way);
    }

    /** Before memory is taken for what a damaged file says. */
    private static int length(ByteBuffer from) {
        int length = DataUtils.readVarInt(from);
        if (length < 0 || length > from.remaining()) {
            throw new IllegalStateException("a length of " + length + " where " + from.remaining() + " bytes are left");
        }
        return length;
    }

    @Override
    public Inbox.Letter[] createStorage(int size) {
        return new Inbox.Letter[size];
    }
}
