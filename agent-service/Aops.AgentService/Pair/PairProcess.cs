using Aops.Contracts;
using Aops.Native.Processes;

namespace Aops.AgentService.Pair;

/// <summary>A process of the suite below one root.</summary>
/// <param name="Role">The member; null for a launcher of an unknown member.</param>
/// <param name="Process">Its identity.</param>
/// <param name="Program">File name of the program, for instance <c>aops-spm</c>.</param>
internal sealed record PairProcess(Role? Role, ProcessIdentity Process, string Program);
