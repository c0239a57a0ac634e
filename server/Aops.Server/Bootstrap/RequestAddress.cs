using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Bootstrap;

/// <summary>
/// The address of this server for hosts: the one that the operator set, otherwise the one that the request
/// was sent to, if the server's certificate covers it. Hosts could not connect to any other.
/// </summary>
/// <param name="given">Value of <c>--public-url</c>; null if not set.</param>
/// <param name="names">Names and addresses of the certificate.</param>
internal sealed class RequestAddress(ServerAddress? given, IReadOnlyCollection<string> names)
{
    private readonly HashSet<string> _names = new(names, StringComparer.OrdinalIgnoreCase);

    /// <summary>The address for the answer to a request.</summary>
    /// <exception cref="RequestFault">The Host header does not name this server.</exception>
    public ServerAddress Of(HttpRequest request)
    {
        if (given is not null) return given;
        if (ServerAddress.TryParse(request.Host.Value, out var address) && _names.Contains(address.Host))
            return address;
        throw new RequestFault(ProblemKinds.Make(400, "bad-request", "The request is malformed",
            "The Host header is not a name and port of this server; --public-url says what hosts are to use."));
    }
}
