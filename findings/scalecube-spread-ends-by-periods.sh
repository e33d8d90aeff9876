#!/bin/sh
# ScaleCube Cluster 2.7.10: what spreadGossip returns does not say that anybody has the gossip.
#
# It was taken for an acknowledgement, and for back-pressure: so many may be open, the next waits. Seen instead: it ends
# after a number of gossip periods that follows from the size of the cluster alone. A member without any other is told
# the same success, though nobody got anything; with one other it comes long after that one has the gossip. So whoever
# bounds what is under way by it publishes at a rate that the clock sets, and learns nothing of a loss.
#
# Needs a JDK 17 or newer and Maven. Prints what it saw; status 1 if that is something else.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.scalecube</groupId>
      <artifactId>scalecube-cluster</artifactId>
      <version>2.7.10</version>
    </dependency>
    <dependency>
      <groupId>io.scalecube</groupId>
      <artifactId>scalecube-transport-netty</artifactId>
      <version>2.7.10</version>
    </dependency>
  </dependencies>
</project>
POM

cat >Finding.java <<'JAVA'
import io.scalecube.cluster.Cluster;
import io.scalecube.cluster.ClusterConfig;
import io.scalecube.cluster.ClusterImpl;
import io.scalecube.cluster.ClusterMessageHandler;
import io.scalecube.cluster.transport.api.Message;
import io.scalecube.transport.netty.tcp.TcpTransportFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

class Finding {
    static final int PERIOD_MILLIS = 200;

    public static void main(String[] args) throws Exception {
        AtomicLong gotAt = new AtomicLong();
        CountDownLatch got = new CountDownLatch(1);
        Cluster first = member(List.of(), message -> {});

        long alone = spread(first);
        System.out.println("alone: success after " + alone / PERIOD_MILLIS + " periods, at nobody");

        Cluster second = member(List.of(first.address()), message -> {
            gotAt.set(System.nanoTime());
            got.countDown();
        });
        while (first.members().size() < 2 || second.members().size() < 2) {
            Thread.sleep(20);
        }
        long began = System.nanoTime();
        long two = spread(first);
        if (!got.await(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the other member never got it");
        }
        long after = (gotAt.get() - began) / 1_000_000;
        System.out.println("two: the other has it after " + after / PERIOD_MILLIS + " periods, success after " + two / PERIOD_MILLIS);

        boolean isAsSeen = alone >= PERIOD_MILLIS && after < 3 * PERIOD_MILLIS && two >= 5 * PERIOD_MILLIS;
        System.out.println(isAsSeen ? "as seen before" : "CHANGED");
        System.exit(isAsSeen ? 0 : 1);
    }

    static long spread(Cluster by) {
        long began = System.nanoTime();
        by.spreadGossip(Message.fromData("news")).block(Duration.ofSeconds(30));
        return (System.nanoTime() - began) / 1_000_000;
    }

    static Cluster member(List<String> seeds, java.util.function.Consumer<Message> onGossip) {
        return new ClusterImpl(ClusterConfig.defaultLanConfig())
                .config(config -> config.externalHost("127.0.0.1"))
                .gossip(gossip -> gossip.gossipInterval(PERIOD_MILLIS).gossipRepeatMult(3).gossipFanout(3))
                .membership(membership -> membership.seedMembers(seeds))
                .transportFactory(TcpTransportFactory::new)
                .handler(cluster -> new ClusterMessageHandler() {
                    @Override
                    public void onGossip(Message message) {
                        onGossip.accept(message);
                    }
                })
                .startAwait();
    }
}
JAVA

mvn -B -q -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath -Dmdep.outputFile=classpath
java -cp "$(cat classpath)" Finding.java 2>errors || { cat errors >&2; exit 1; }
