using Aops.Server.Api;

namespace Aops.Server.Bootstrap;

/// <summary>The routes that take no token, but for those of the repository.</summary>
internal static class OpenFileApi
{
    public static ApiOperation Script { get; } = new(
        ApiTag.Open, "Sends the script for `curl -fsS --cacert ca.pem URL/install.sh | sh`.")
    {
        Answers = [ApiAnswer.File("text/x-shellscript", "The script.")],
        Problems = ["not-verified", "bad-request"],
    };

    public static ApiOperation Authority { get; } = new(ApiTag.Open, "Sends the authority that signs the server's certificate.")
    {
        Answers = [ApiAnswer.File("application/x-pem-file", "The certificate.")],
    };

    public static ApiOperation Health { get; } = new(ApiTag.Open, "Answers `ok`.")
    {
        Answers = [ApiAnswer.File("text/plain", "The server answers.")],
    };

    /// <summary>A file of the console.</summary>
    public static ApiOperation Console(string mediaType) => new(ApiTag.Open, "Sends a part of the web console.")
    {
        Answers = [ApiAnswer.File(mediaType, "The file.")],
    };
}
