package org.streamlistening.it;

import java.io.File;
import java.net.URI;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ExplodedImporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The applications that tests deploy. */
final class Deployments {

    private static final String CONFIGURATION = "META-INF/microprofile-config.properties";

    private static final String LIBRARY = "durable-streams-cdi.jar";

    private Deployments() {}

    /** A session bean that listens, and a servlet that executes the commands of a test. */
    static WebArchive control(String name, String configuration) {
        return application(name, configuration)
                .addClasses(Token.class, ReceivedEvents.class, ReceivedEvents.Snapshot.class, SessionRecords.class)
                .addClasses(ControlServlet.class);
    }

    /** An application with only the library and this configuration. */
    static WebArchive application(String name, String configuration) {
        return ShrinkWrap.create(WebArchive.class, name)
                .addAsResource(new StringAsset(configuration), CONFIGURATION)
                .addAsResource(new StringAsset("yes"), "META-INF/this-is-the-application")
                .addAsWebInfResource(new StringAsset(""), "beans.xml")
                .addAsLibrary(library());
    }

    /** An application with only the library and its embedded server, at this context root on Open Liberty. */
    static WebArchive server(String name, String contextRoot, String configuration) {
        return ShrinkWrap.create(WebArchive.class, name)
                .addAsResource(new StringAsset(configuration), CONFIGURATION)
                .addAsWebInfResource(new StringAsset(""), "beans.xml")
                .addAsWebInfResource(new StringAsset("""
                        <web-ext xmlns="http://websphere.ibm.com/xml/ns/javaee" version="1.1">
                          <context-root uri="%s"/>
                        </web-ext>
                        """.formatted(contextRoot)), "ibm-web-ext.xml")
                .addAsLibrary(library());
    }

    /** An EAR of WARs, each at the context root of its name. */
    static EnterpriseArchive enterprise(String name, WebArchive... modules) {
        String webs = Stream.of(modules)
                .map(WebArchive::getName)
                .map(war -> "<module><web><web-uri>%s</web-uri><context-root>/%s</context-root></web></module>"
                        .formatted(war, war.replace(".war", "")))
                .collect(Collectors.joining());
        return ShrinkWrap.create(EnterpriseArchive.class, name)
                .addAsModules(modules)
                .setApplicationXML(new StringAsset(
                        "<application xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"10\">%s</application>"
                                .formatted(webs)));
    }

    /** An EAR of WARs that share one library. Each WAR registers the embedded server, since it lacks the library. */
    static EnterpriseArchive sharing(String name, WebArchive... modules) {
        Stream.of(modules).forEach(war -> {
            war.delete("WEB-INF/lib/" + LIBRARY);
            war.setWebXML("embedded-server-web.xml");
        });
        return enterprise(name, modules).addAsLibrary(library());
    }

    static JavaArchive library() {
        return ShrinkWrap.create(JavaArchive.class, LIBRARY)
                .as(ExplodedImporter.class)
                .importDirectory(new File(System.getProperty("library.classes")))
                .as(JavaArchive.class);
    }

    /** The URI of the application of this name; also for applications for which Arquillian provides none. */
    static URI uri(String name) {
        return URI.create("http://localhost:" + Integer.getInteger("it.http.port") + "/" + name + "/");
    }
}
