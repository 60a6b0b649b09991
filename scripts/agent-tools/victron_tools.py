"""What agents ask about batteries, answered by vrm-query and vrm-health.

    from victron_tools import TOOLS        # CrewAI: Agent(tools=TOOLS, ...)

Without CrewAI the same are plain functions that return text.  Battery values
are Victron's, measured at the battery's shunt, where there are any; another
source is named when it stands in.  Old data is said to be old.

Settings are those of vrm.conf(5); nothing here talks to VRM.
"""

import json
import subprocess

try:
    from crewai.tools import tool
except ImportError:
    def tool(_name):
        return lambda function: function

TIMEOUT_S = 60
NO_SUCH = 66  # exit status: no such site, no battery, no reading


class Trouble(Exception):
    """A program's own words on what failed, and what to do."""

    def __init__(self, error, status):
        hint = error.get("hint")
        super().__init__(error["message"] + (f" (hint: {hint})" if hint else ""))
        self.code = error["code"]
        self.status = status


def ask(*command, ok=(0,)):
    """Run a program; the data of its JSON answer."""
    try:
        done = subprocess.run([*command, "--format", "json"], timeout=TIMEOUT_S,
                              capture_output=True, text=True, check=False)
        answer = json.loads(done.stdout)
    except FileNotFoundError:
        raise Trouble({"code": "missing", "message":
                       f"{command[0]} is not installed"}, None) from None
    except subprocess.TimeoutExpired:
        raise Trouble({"code": "timeout", "message":
                       f"no answer within {TIMEOUT_S} s"}, None) from None
    except ValueError:
        raise Trouble({"code": "unexpected", "message":
                       done.stderr.strip() or "no answer"}, None) from None
    if done.returncode not in ok or answer["status"] != "success":
        raise Trouble(answer["error"], done.returncode)
    return answer["data"]


def battery(site=""):
    """The newest reading as a dict: Victron's, else the only one there is."""
    where = ["--site", site] if site else []
    try:
        return ask("vrm-query", "current", "--source", "victron", *where)
    except Trouble as e:
        if e.status != NO_SUCH or e.code != "no_battery":
            raise
        return ask("vrm-query", "current", *where)


def describe(b):
    """A reading in words, with what speaks against trusting it."""
    name = b["site_name"] or f"site {b['installation_id']}"
    values = [f"{label} {b[key]:g} {b['units'][key].replace('deg', 'degrees ')}"
              for key, label in (("soc", "state of charge"),
                                 ("voltage", "voltage"), ("current", "current"),
                                 ("power", "power"),
                                 ("temperature", "temperature"))
              if b[key] is not None]
    words = [f"Battery of {name}: {', '.join(values)}"
             + (f", {b['state']}" if b["state"] else "") + ".",
             f"Measured at {b['timestamp']}, {b['age_s']} seconds ago,"
             f" by {b['source']}."]
    if b["source"] != "victron":
        words.append("Victron has no values of it: these are less accurate.")
    if b["stale"]:
        words.append("STALE: these values are older than "
                     f"{b['stale_after_s']} seconds; say so, and do not act on"
                     " them as if they were current.")
    return " ".join(words)


def in_words(function, *arguments):
    try:
        return function(*arguments)
    except Trouble as e:
        return f"Not known: {e}"


@tool("Get Victron Battery Status")
def get_victron_battery_status(site: str = "") -> str:
    """Get accurate battery metrics from Victron Cerbo GX: state of charge,
    voltage, current and power (positive when charging), state, temperature,
    when they were measured, and whether they are stale. Prefer these over any
    other source for battery values. site: id or name; may be left out where
    there is only one."""
    return in_words(lambda: describe(battery(site)))


HISTORY = {"timestamp": "time", "soc": "soc %", "voltage": "V",
           "current": "A", "power": "W", "state": "state",
           "temperature": "degrees C"}


@tool("Get Victron Battery History")
def get_victron_battery_history(hours: int = 24, site: str = "") -> str:
    """Get what the battery did in the last hours: readings, oldest first, at
    most the newest 200. site: id or name; may be left out where there is only
    one."""
    def read():
        where = ["--site", site] if site else []
        rows = ask("vrm-query", "history", "--hours", str(int(hours)),
                   "--limit", "200", *where)
        lines = [[r[key] for key in HISTORY] for r in rows]
        return "\n".join(", ".join("-" if v is None else str(v) for v in line)
                         for line in [HISTORY.values(), *lines])
    return in_words(read)


@tool("Get Victron Data Health")
def get_victron_health() -> str:
    """Get whether battery data arrives as it should, and what to do if not."""
    def read():
        h = ask("vrm-health", ok=(0, 1, 2, 3))
        return f"{h['status']}: {h['summary']}" + (
            f". What to do: {h['advice']}" if h["advice"] else "")
    return in_words(read)


TOOLS = [get_victron_battery_status, get_victron_battery_history,
         get_victron_health]
