using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Bootstrap;

/// <summary>
/// By which address hosts are told to reach this server: the one that the operator gave, or else the one that this
/// request was sent to, if it is one that the server's certificate is for. Any other could not be reached by a host.
/// </summary>
/// <param name="given">What the operator gave by <c>--public-url</c>; null if nothing.</param>
/// <param name="names">Names and addresses that the certificate is for.</param>
internal sealed class RequestAddress(ServerAddress? given, IReadOnlyCollection<string> names)
{
    private readonly HashSet<string> _names = new(names, StringComparer.OrdinalIgnoreCase);

    /// <summary>The address to tell.</summary>
    /// <exception cref="RequestFault">The Host header is not the name of this server.</exception>
    public ServerAddress Of(HttpRequest request)
    {
        if (given is not null) return given;
        if (ServerAddress.TryParse(request.Host.Value, out var address) && _names.Contains(address.Host))
            return address;
        throw new RequestFault(ProblemKinds.Make(400, "bad-request", "The request is malformed",
            "The Host header is not a name and port of this server; --public-url says what hosts are to use."));
    }
}
