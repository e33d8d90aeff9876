package grapevine.wire;

/**
 * A message that another one comes after: what its maker had got before it made the other, with all earlier ones of the
 * same origin.
 *
 * @param n the origin's number for it, from 1
 */
public record Cause(Origin origin, long n) {}
