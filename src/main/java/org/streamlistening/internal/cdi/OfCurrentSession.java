package org.streamlistening.internal.cdi;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.enterprise.context.NormalScope;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * The scope of listeners as they are injected: those that the session of the calling thread keeps. Unlike
 * {@code @SessionScoped} it is active on every thread, so that one without a session gets an answer in words and not the
 * container's error.
 */
@NormalScope
@Target(TYPE)
@Retention(RUNTIME)
@interface OfCurrentSession {}
