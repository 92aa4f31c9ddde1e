// Starts GraphiQL with our headers, our first query and addresses on this server.
"use strict";

const FIRST_QUERY = `# Calls with what was recorded and said.
#
# First say who you are under "Headers" below:
# an access key (vb_...), or the token that
# POST /auth/login answers. Then: Ctrl-Enter.

query CallsWithTranscripts {
  calls(pageSize: 10) {
    nodes {
      id
      status
      direction
      source { type target }
      destination { type target }
      tmProgressing
      tmHangup
      hangupReason
      flow { name }
      recordings {
        id
        status
        tmStart
        tmEnd
        transcribes {
          language
          transcripts { direction message tmTranscript }
        }
      }
    }
    nextPageToken
  }
}
`;

const FIRST_HEADERS = `{
  "accesskey": "",
  "Authorization": "Bearer "
}
`;

const endpoint = window.location.href.split(/[?#]/)[0];

// What was not filled in is not sent. An access key travels in the address: that is where the
// API reads it, a WebSocket tells it when it connects.
function withoutBlanks(headers) {
  const given = Object.entries(headers || {}).filter(
    ([, value]) => typeof value === "string" && !["", "Bearer"].includes(value.trim()),
  );
  const other = Object.fromEntries(given.filter(([name]) => name.toLowerCase() !== "accesskey"));
  const key = given.find(([name]) => name.toLowerCase() === "accesskey");
  return { other, accesskey: key ? key[1].trim() : "" };
}

function connectionParams(other, accesskey) {
  const token = Object.entries(other).find(([name]) => name.toLowerCase() === "authorization");
  return {
    ...(token ? { authorization: token[1] } : {}),
    ...(accesskey ? { accesskey } : {}),
  };
}

// Opening a connection takes a while, so one fetcher is kept as long as the headers stay.
let known = { key: "", fetch: null };

function fetcherFor(headers) {
  const { other, accesskey } = withoutBlanks(headers);
  const key = JSON.stringify([other, accesskey]);
  if (known.fetch === null || known.key !== key) {
    const query = accesskey ? `?accesskey=${encodeURIComponent(accesskey)}` : "";
    const fetch = GraphiQL.createFetcher({
      url: endpoint + query,
      headers: other,
      subscriptionUrl: endpoint.replace(/^http/, "ws"),
      wsConnectionParams: connectionParams(other, accesskey),
    });
    known = { key, fetch };
  }
  return known.fetch;
}

function fetcher(params, options) {
  return fetcherFor(options && options.headers)(params, { ...options, headers: {} });
}

function App() {
  const plugins = React.useMemo(() => [GraphiQLPluginExplorer.explorerPlugin()], []);
  const logo = React.createElement(
    GraphiQL.Logo,
    null,
    React.createElement("span", { className: "voipbin-logo" }, "VoipBin GraphQL"),
  );
  return React.createElement(
    GraphiQL,
    {
      fetcher,
      plugins,
      defaultQuery: FIRST_QUERY,
      defaultHeaders: FIRST_HEADERS,
      defaultEditorToolsVisibility: "headers",
      isHeadersEditorEnabled: true,
      shouldPersistHeaders: false,
    },
    logo,
  );
}

ReactDOM.createRoot(document.getElementById("graphiql")).render(React.createElement(App));
