package grapevine.spring;

import grapevine.micrometer.PeerMetrics;
import grapevine.peer.Peer;
import grapevine.peer.PeerConfig;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The application as a peer: the bean {@link Peer}, configured by {@code grapevine.*} or by a bean {@link PeerConfig};
 * it tells the beans {@link MessageListener} and {@link PeerEventListener}. With the actuator there is a health
 * indicator {@code grapevine}, with {@code grapevine-micrometer} the peer's meters. Nothing of it where the application
 * has a bean {@code Peer} of its own, or says {@code grapevine.enabled=false}.
 */
@AutoConfiguration
@ConditionalOnProperty(name = "grapevine.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(Peer.class)
@EnableConfigurationProperties(GrapevineProperties.class)
@Import(PeerHealthConfiguration.class)
public class GrapevineAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    PeerConfig grapevinePeerConfig(GrapevineProperties properties, ConfigurableEnvironment environment) {
        return properties.toConfig(environment);
    }

    @Bean
    PeerLifecycle grapevinePeerLifecycle(
            PeerConfig config,
            GrapevineProperties properties,
            ObjectProvider<MessageListener> messageListeners,
            ObjectProvider<PeerEventListener> eventListeners,
            ApplicationEventPublisher events) {
        return new PeerLifecycle(config, properties.phase(), messageListeners, eventListeners, events);
    }

    /** It is the lifecycle that closes it. */
    @Bean(destroyMethod = "")
    Peer grapevinePeer(PeerLifecycle lifecycle) {
        return lifecycle.bean();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({MeterRegistry.class, PeerMetrics.class})
    static class Metrics {
        @Bean
        PeerMeters grapevinePeerMeters(ObjectProvider<MeterRegistry> registries) {
            return new PeerMeters(registries);
        }
    }

}
