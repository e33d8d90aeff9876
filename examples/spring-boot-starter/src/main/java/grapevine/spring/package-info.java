/**
 * A peer in a Spring Boot application: {@link grapevine.spring.GrapevineAutoConfiguration} says what is there.
 */
package grapevine.spring;
