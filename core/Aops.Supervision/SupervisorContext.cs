using Aops.Layout;
using Aops.Native.Events;
using Aops.Supervision.Adoption;
using Aops.Supervision.Children;
using Microsoft.Extensions.Logging;

namespace Aops.Supervision;

/// <summary>State shared by all sub-agents of one supervisor.</summary>
internal sealed record SupervisorContext(
    AopsLayout Layout,
    EventLoop Loop,
    ExitWatch Exits,
    StateWriter Writer,
    IChildStarter Starter,
    IReadOnlyList<string> Launcher,
    BootIdentity Boot,
    Random Random,
    ILogger Logger);
