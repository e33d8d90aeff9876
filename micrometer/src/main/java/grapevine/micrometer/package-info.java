/** A peer watched with Micrometer: {@link grapevine.micrometer.PeerMetrics}. */
@NullMarked
package grapevine.micrometer;

import org.jspecify.annotations.NullMarked;
