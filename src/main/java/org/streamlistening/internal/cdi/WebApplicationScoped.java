package org.streamlistening.internal.cdi;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.enterprise.context.NormalScope;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * The scope of the client bean, of which each web application has its own; an {@code @ApplicationScoped} bean would be
 * one for all WARs of an EAR. The bean takes the client from the runtime of the web application.
 */
@NormalScope
@Target(TYPE)
@Retention(RUNTIME)
@interface WebApplicationScoped {}
