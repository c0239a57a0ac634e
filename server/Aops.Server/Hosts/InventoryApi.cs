using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.Hosts;

/// <summary>The routes of inventories.</summary>
internal static class InventoryApi
{
    private static readonly ApiParameter Section = ApiParameter.Path(
        "section", "`os`, `kernel`, `libc`, `cpu`, `memory`, `disks`, `addresses`, `packages` or `units`.");

    public static ApiOperation List { get; } = new(ApiTag.Hosts, "Lists the sections of a host's inventory.")
    {
        Description = "Hosts with equal content have equal hashes. Without `lengthBytes` the server lacks the content still.",
        Parameters =
        [
            StandardParameters.HostId, ApiParameter.Flag("content", "Shows the content of every section, too."),
        ],
        Answers = [ApiAnswer.Json<HostInventory>("The sections; none of a host that tells no inventory.")],
        Problems = ["no-such-host"],
    };

    public static ApiOperation Show { get; } = new(ApiTag.Hosts, "Shows a section of a host's inventory.")
    {
        Description = "The fields of each section are in [PROTOCOL.md](PROTOCOL.md#inventory).",
        Parameters = [StandardParameters.HostId, Section],
        Answers = [ApiAnswer.Json<HostSection>("The section with its content, where the server has it.")],
        Problems = ["no-such-host", "no-such-section"],
    };

    public static ApiOperation Take { get; } = new(
        ApiTag.Agents, "Takes a content of the inventory that the answer to a heartbeat has asked for.")
    {
        Description = "It is refused only where its SHA-256 is not the one in the path. What is unreadable in it is left out.",
        Parameters =
        [
            Section, ApiParameter.Path("sha256", "SHA-256 of the body, in 64 lower-case hexadecimal digits."),
        ],
        FileBody = "application/json",
        Answers = [ApiAnswer.Nothing("The content is stored.")],
        Problems = ["hash-mismatch", "not-named", "inventory-full"],
    };
}
