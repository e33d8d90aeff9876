package grapevine.spring;

import grapevine.peer.Peer;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The health indicator {@code grapevine}, where the application has the actuator. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(HealthIndicator.class)
class PeerHealthConfiguration {
    /** Apart, since what its condition needs is not there without the actuator either. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnEnabledHealthIndicator("grapevine")
    static class Enabled {
        @Bean
        @ConditionalOnMissingBean(name = "grapevineHealthIndicator")
        HealthIndicator grapevineHealthIndicator(Peer peer) {
            return () -> {
                grapevine.peer.Health health = peer.health();
                return Health.status(PeerStatus.of(health))
                        .withDetails(PeerStatus.details(health))
                        .build();
            };
        }
    }
}
