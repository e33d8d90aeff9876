package grapevine.bench.system;

import grapevine.keys.KeyRole;
import grapevine.keys.KeysException;
import grapevine.keys.LiveKeys;
import grapevine.runtime.EventLoops;
import grapevine.runtime.HostSettings;
import grapevine.runtime.JobQueue;
import grapevine.runtime.ListenException;
import grapevine.runtime.TcpHost;
import grapevine.seed.core.SeedNode;
import grapevine.seed.core.ground.SeedSettings;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Seeds of a network in this process. */
public final class GrapevineSeeds implements AutoCloseable {
    private final JobQueue jobs = JobQueue.start("seeds", 1, 64);
    private final EventLoops loops = EventLoops.start("seeds", 1);
    private final List<TcpHost> hosts = new ArrayList<>();

    /** @param keys null for seeds without */
    public GrapevineSeeds(int count, @Nullable BenchKeys keys) throws ListenException, KeysException {
        for (int i = 0; i < count; i++) {
            hosts.add(TcpHost.listen(HostSettings.builder("seed-" + i, jobs, loops)
                    .listenOn(Ip.LOOPBACK, 0)
                    .keys(keys == null ? null : LiveKeys.read(keys.of("seed" + i, KeyRole.SEED), KeyRole.SEED))
                    .build()));
        }
        List<Address> all = hosts.stream().map(TcpHost::localAddress).toList();
        for (TcpHost host : hosts) {
            SeedSettings settings = SeedSettings.at(host.localAddress(), System.currentTimeMillis())
                    .seeds(all)
                    .build();
            long random = host.localAddress().port();
            host.run(effects -> new SeedNode(settings, new SplittableRandom(random), effects));
        }
    }

    /** Where they listen. */
    public String[] addresses() {
        return hosts.stream().map(host -> host.localAddress().toString()).toArray(String[]::new);
    }

    @Override
    public void close() {
        hosts.forEach(TcpHost::close);
        jobs.close();
        loops.close();
    }
}
