package org.streamlistening.internal.cdi;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.enterprise.context.NormalScope;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * The scope of the client bean, which is another one in each web application; {@code @ApplicationScoped} would be one for
 * all WARs of an EAR. The runtime of the application has the client, and the bean gets it from there.
 */
@NormalScope
@Target(TYPE)
@Retention(RUNTIME)
@interface OfWebApplication {}
