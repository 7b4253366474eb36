/** When the map's images are left out. */

export const FAILURES_BORNE = 3;

/** Calls `giveUp` once, at the third failure. */
export function failureWatch(giveUp, borne = FAILURES_BORNE) {
  let failures = 0;
  return () => {
    failures += 1;
    if (failures === borne) {
      giveUp();
    }
  };
}

/** Whether images are left out from the start: the phone saves data. */
export function savesData(connection) {
  return Boolean(connection?.saveData);
}
