package org.streamlistening.internal.cdi;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.enterprise.context.NormalScope;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * The scope of injected listeners: each call goes to the listener in the session of the calling thread. Unlike
 * {@code @SessionScoped} it is active on every thread: without a session the caller gets an exception of this library,
 * not of the container.
 */
@NormalScope
@Target(TYPE)
@Retention(RUNTIME)
@interface CurrentSessionScoped {}
