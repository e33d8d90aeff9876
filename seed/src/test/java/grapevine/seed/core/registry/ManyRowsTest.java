package grapevine.seed.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.node.Budget;
import grapevine.node.RecordingEffects;
import grapevine.seed.core.SeedRun;
import grapevine.seed.core.ground.Ground;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.seed.core.ground.Turn;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import grapevine.wire.Limits;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Register;
import grapevine.wire.Message.Registered;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a seed costs that lists a hundred thousand peers, all of whom it met. The figures stand in the results. */
class ManyRowsTest {
    private static final int ROWS = 100_000;
    private static final int LISTS = 1_000;
    private static final long HEAP = 48L << 20;

    private final RecordingEffects effects = new RecordingEffects(SeedRun.WALL);
    private final Ground ground =
            new Ground(SeedSettings.at(SeedRun.SELF, 1).build(), new SplittableRandom(1), effects, new Turn() {
                @Override
                public boolean begin(long now) {
                    return true;
                }

                @Override
                public void end() {
                    // nothing is due
                }
            });

    @Test
    void a_row_takes_less_than_400_bytes_and_a_list_of_128_less_than_5_ms() {
        ground.start(0);
        long before = used();
        Registry registry = new Registry(4_096);
        Registrar registrar = new Registrar(ground, registry, (address, direct) -> {});
        for (int i = 0; i < ROWS; i++) {
            register(registrar, i, 1, 0);
        }
        long bytes = (used() - before) / ROWS;

        long began = 0;
        for (int i = -LISTS; i < LISTS; i++) {
            began = i == 0 ? System.nanoTime() : began;
            Registered answer = register(registrar, ROWS - 1 - (i + LISTS), 2, Limits.LIST_ENTRIES);
            assertThat(answer.sample()).hasSize(Limits.LIST_ENTRIES);
        }
        long micros = (System.nanoTime() - began) / 1_000 / LISTS;

        System.out.println(ROWS + " rows: " + bytes + " bytes a row, " + micros + " us a list of 128");
        assertThat(registry.peers()).isEqualTo(ROWS);
        assertThat(bytes).isBetween(100L, 400L);
        assertThat(micros).isLessThan(5_000);
    }

    @Test
    void what_a_seed_keeps_with_a_heap_of_48_MB_takes_no_more_than_its_share() {
        Budget part = new Budget(HEAP / 8 * 3);
        ground.start(0);
        ground.budget(part);
        long before = used();
        Registry registry = new Registry(4_096);
        Registrar registrar = new Registrar(ground, registry, (address, direct) -> {});
        for (int i = 0; i < part.rows() + part.tombstones(); i++) {
            register(registrar, i, 1, 0);
            if (i < part.tombstones()) {
                registrar.leave(hello(i), 2, null);
                effects.take();
            }
        }
        for (int i = 0; i < part.rows() && registry.peers() < part.rows(); i++) {
            register(registrar, part.rows() + part.tombstones() + i, 1, 0);
        }
        long bytes = used() - before;

        System.out.println(part.rows() + " rows and " + part.tombstones() + " tombstones: " + bytes + " bytes");
        assertThat(registry.peers()).isEqualTo(part.rows());
        assertThat(registry.tombstones()).isEqualTo(part.tombstones());
        assertThat(bytes).isBetween(part.bytes() / 8, part.bytes() / 2);
    }

    /** A hundred peers on each machine. */
    private Registered register(Registrar registrar, int number, long revision, int want) {
        Object answer = registrar.registerMet(hello(number), new Register(revision, number + 1, 4, want), null);
        effects.take();
        return (Registered) answer;
    }

    private static Hello hello(int number) {
        Address address = new Address(Ip.v4(0x0a000000 + number / 100), 6_000 + number % 100);
        return SeedRun.hello(address, 1, number + 1);
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
