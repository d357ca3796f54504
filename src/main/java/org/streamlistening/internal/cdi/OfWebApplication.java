package org.streamlistening.internal.cdi;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.enterprise.context.NormalScope;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * The scope of the client bean, which is another one in each web application; {@code @ApplicationScoped} would be one for
 * all WARs of an EAR. The wiring of the application keeps the client, and the bean asks that.
 */
@NormalScope
@Target(TYPE)
@Retention(RUNTIME)
@interface OfWebApplication {}
