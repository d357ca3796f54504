package org.streamlistening.it;

import java.net.http.HttpClient;

/** Clients that offer no upgrade to HTTP/2, with which Payara loses responses to requests that it reads without blocking. */
final class PlainHttp {

    private PlainHttp() {}

    static HttpClient.Builder client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    }
}
